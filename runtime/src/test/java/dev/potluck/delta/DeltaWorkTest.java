package dev.potluck.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.CompressedPart;
import dev.potluck.api.DeltaCodec;
import dev.potluck.api.PackageContainer;
import dev.potluck.hash.ContentHasher;
import dev.potluck.recreate.UnfitFileException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

final class DeltaWorkTest {
    @TempDir
    Path folder;

    private Path delta = Path.of("delta");

    @BeforeEach
    void prepare() {
        delta = folder.resolve("delta");
    }

    @Test
    void decode_ofWhatEncodeWrote_isTheTargetAndSmall() throws IOException {
        encode(Samples.version(2), Samples.version(1));
        assertThat(decode(work(new PatchCodec()))).isEqualTo(Samples.version(1));
        assertThat(Files.size(delta)).isLessThan(Samples.version(1).length / 2);
    }

    @Test
    void rebase_newerBase_givesTheTargetAndNeedsTheOldOneNoMore() throws IOException {
        encode(Samples.version(2), Samples.version(1));
        Path moved = folder.resolve("moved");
        work(new PatchCodec())
                .rebase(delta, folder.resolve("base"), blob("new", Samples.version(3)), moved);

        ByteArrayOutputStream again = new ByteArrayOutputStream();
        work(new PatchCodec()).decode(moved, folder.resolve("new"), again);
        assertThat(again.toByteArray()).isEqualTo(Samples.version(1));
    }

    @Test
    void encode_contentTooLarge_isUnfit() {
        byte[] huge = Samples.gzip(new byte[(int) DeltaCodec.MAX_CONTENT_BYTES + 1]);
        assertThatThrownBy(() -> encode(Samples.version(2), huge))
                .isInstanceOf(UnfitFileException.class);
        assertThatThrownBy(() -> encode(huge, Samples.version(2)))
                .isInstanceOf(UnfitFileException.class);
    }

    @Test
    void encode_nothingPacked_isUnfit() {
        assertThatThrownBy(() -> encode(Samples.version(2), new byte[100_000]))
                .isInstanceOf(UnfitFileException.class)
                .hasMessageContaining("nothing in it");
    }

    @Test
    void encode_noLikeness_isUnfit() {
        assertThatThrownBy(() -> encode(Samples.version(2), Samples.stranger(1)))
                .isInstanceOf(UnfitFileException.class)
                .hasMessageContaining("too large to be of use");
    }

    @Test
    void encode_fileThatIsNotWhatItWas_isUnfit() throws IOException {
        BlobFile base = blob("base", Samples.version(2));
        BlobFile target = blob("target", Samples.version(1));
        Files.write(base.path(), Samples.version(3));
        assertThatThrownBy(() -> work(new PatchCodec()).encode(base, target, delta))
                .isInstanceOf(UnfitFileException.class)
                .hasMessageContaining("changed");
    }

    @Test
    void encode_codecThatGivesUp_isUnfitAndNamesIt() throws IOException {
        BlobFile base = blob("base", Samples.version(2));
        BlobFile target = blob("target", Samples.version(1));
        DeltaCodec weary = new PatchCodec() {
            @Override
            public void encode(SeekableByteChannel from, SeekableByteChannel to, OutputStream out)
                    throws IOException {
                throw new IOException("no likeness");
            }
        };
        assertThatThrownBy(() -> work(weary).encode(base, target, delta))
                .isInstanceOf(UnfitFileException.class)
                .hasMessage("patch-1 gives up: no likeness");
    }

    /** Linux's device that is always full. */
    @Test
    void encode_diskIsFull_failsWithoutBlame() throws IOException {
        BlobFile base = blob("base", Samples.version(2));
        BlobFile target = blob("target", Samples.version(1));
        assertThatThrownBy(() -> work(new PatchCodec()).encode(base, target, Path.of("/dev/full")))
                .isNotInstanceOf(UnfitFileException.class)
                .isInstanceOf(IOException.class);
    }

    /** A codec that is gone may come back, so neither pair nor delta is to blame. */
    @Test
    void work_codecMissing_failsWithoutBlame() throws IOException {
        encode(Samples.version(2), Samples.version(1));
        assertThatThrownBy(() -> decode(work()))
                .isNotInstanceOf(UnfitFileException.class)
                .hasMessageContaining("patch-1");
        BlobFile base = blob("base", Samples.version(2));
        assertThatThrownBy(() -> work().encode(base, blob("t", Samples.version(1)), delta))
                .isNotInstanceOf(UnfitFileException.class)
                .isInstanceOf(IOException.class);
    }

    @Test
    void decode_otherBase_isUnfitBeforeAnythingIsPacked() throws IOException {
        encode(Samples.version(2), Samples.version(1));
        Files.write(folder.resolve("base"), Samples.version(3));
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        assertThatThrownBy(
                        () -> work(new PatchCodec()).decode(delta, folder.resolve("base"), again))
                .isInstanceOf(UnfitFileException.class);
        assertThat(again.size()).isZero();
    }

    @Test
    void decode_deltaCutShortInItsHead_isUnfit() throws IOException {
        encode(Samples.version(2), Samples.version(1));
        Files.write(delta, Arrays.copyOf(Files.readAllBytes(delta), 60));
        assertThatThrownBy(() -> decode(work(new PatchCodec())))
                .isInstanceOf(UnfitFileException.class);
    }

    @Test
    void decode_codecWritesTooMuch_isUnfit() throws IOException {
        encode(Samples.version(2), Samples.version(1));
        DeltaCodec endless = new PatchCodec() {
            @Override
            public void decode(SeekableByteChannel base, InputStream in, OutputStream target)
                    throws IOException {
                while (true) {
                    target.write(new byte[1 << 16]);
                }
            }
        };
        assertThatThrownBy(() -> decode(work(endless)))
                .isInstanceOf(UnfitFileException.class)
                .hasMessageContaining("more than the target holds");
    }

    @Test
    void encode_containerThatLies_isUnfit() throws IOException {
        BlobFile base = blob("base", Samples.version(2));
        BlobFile target = blob("target", Samples.version(1));
        PackageContainer liar = new PackageContainer() {
            @Override
            public String name() {
                return "liar";
            }

            @Override
            public List<CompressedPart> parts(SeekableByteChannel file) {
                return List.of(new CompressedPart(5, 1L << 50));
            }
        };
        DeltaWork work = new DeltaWork(
                List.of(new PatchCodec()), List.of(liar), Files.createTempDirectory(folder, "w"));
        assertThatThrownBy(() -> work.encode(base, target, delta))
                .isInstanceOf(UnfitFileException.class);
    }

    private void encode(byte[] base, byte[] target) throws IOException {
        work(new PatchCodec()).encode(blob("base", base), blob("target", target), delta);
    }

    private byte[] decode(DeltaWork work) throws IOException {
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        work.decode(delta, folder.resolve("base"), again);
        return again.toByteArray();
    }

    private DeltaWork work(DeltaCodec... codecs) throws IOException {
        return new DeltaWork(List.of(codecs), List.of(), Files.createTempDirectory(folder, "work"));
    }

    private BlobFile blob(String name, byte[] content) throws IOException {
        return new BlobFile(
                Files.write(folder.resolve(name), content), ContentHasher.sha256(content));
    }
}
