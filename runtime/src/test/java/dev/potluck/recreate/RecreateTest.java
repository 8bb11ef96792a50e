package dev.potluck.recreate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;

import dev.potluck.api.CompressedPart;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Files that xz, gzip and zstd wrote are taken apart and put together again. */
final class RecreateTest {
    private static final long SEED = 42;
    private static final long MAX_BYTES = 64 << 20;

    @TempDir
    Path folder;

    /** Longer ones than the sample by which settings are found, and shorter ones. */
    @ParameterizedTest
    @CsvSource({
        "1200000, -6",
        "1200000, -6e",
        "1200000, -2",
        "1200000, -6 -T2 --block-size=300KiB",
        "300000, -6 -T2",
        "300000, -5",
        "300000, -4",
        "300000, -3",
        "300000, -1e",
        "300000, -0",
        "300000, -6 --check=sha256",
        "300000, -6 --check=none"
    })
    void putTogether_madeByXz_isTheFile(int contentBytes, String options) throws Exception {
        byte[] file = xz(text(contentBytes), options.split(" "));
        Recipe recipe = assertMadeAgain(file);
        assertThat(recipe.hasStreams()).as("recipe %s", recipe).isTrue();
        assertThat(recipe.payloadBytes()).isGreaterThan(contentBytes);
    }

    @Test
    void find_emptyOrTinyXz_isMadeAgain() throws Exception {
        assertMadeAgain(xz(new byte[0], "-6"));
        assertThat(assertMadeAgain(xz(new byte[] {'x'}, "-6")).hasStreams()).isTrue();
    }

    /** Its dictionary takes too much memory to encode with, and its filter is not known. */
    @ParameterizedTest
    @ValueSource(strings = {"-9", "--x86 --lzma2=preset=6", "--lzma2=preset=6,lc=1"})
    void find_unusualXz_isVerbatim(String options) throws Exception {
        Recipe recipe = assertMadeAgain(xz(text(100_000), options.split(" ")));
        assertThat(recipe.hasStreams()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 9})
    void putTogether_madeByZlib_isTheFile(int level) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(file) {
            {
                def = new Deflater(level, true);
            }
        }) {
            gzip.write(text(1_200_000));
        }
        assertThat(assertMadeAgain(file.toByteArray()).hasStreams()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 19})
    void putTogether_madeByZstd_isTheFile(int level) throws IOException {
        byte[] content = text(1_200_000);
        assertThat(assertMadeAgain(Zstd.compress(content, level)).hasStreams()).isTrue();
        ByteArrayOutputStream unsized = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(unsized, level).setChecksum(true)) {
            zstd.write(content);
        }
        assertThat(assertMadeAgain(unsized.toByteArray()).hasStreams()).isTrue();
    }

    @Test
    void putTogether_severalPartsBetweenOtherBytes_isTheFile() throws Exception {
        byte[] one = xz(text(50_000), "-6");
        byte[] two = Zstd.compress(text(70_000), 3);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write("head".getBytes(StandardCharsets.US_ASCII));
        file.write(one);
        file.write("between".getBytes(StandardCharsets.US_ASCII));
        file.write(two);
        Recipe recipe = assertMadeAgain(
                file.toByteArray(),
                List.of(
                        new CompressedPart(4, one.length),
                        new CompressedPart(11 + one.length, two.length)));
        assertThat(recipe.segments().stream().filter(s -> !(s instanceof Segment.Verbatim)))
                .hasSize(2);
    }

    @Test
    void find_damagedFiles_areMadeAgainOrRefused() throws Exception {
        Random random = new Random(SEED);
        List<byte[]> samples = List.of(
                xz(text(20_000), "-6", "-T2", "--block-size=8KiB"), Zstd.compress(text(20_000), 3));
        for (int i = 0; i < 100; i++) {
            byte[] sample = samples.get(i % samples.size());
            byte[] damaged = Arrays.copyOf(sample, sample.length - random.nextInt(3) * 100);
            for (int change = random.nextInt(3); change >= 0; change--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                assertMadeAgain(damaged);
            } catch (IOException refused) {
                assertThat(refused).as("seed %d, file %d", SEED, i).isNotNull();
            }
        }
    }

    @Test
    void of_partsThatOverlapOrLeadOutOfTheFile_isRefused() throws IOException {
        byte[] file = Zstd.compress(text(1000), 3);
        List<CompressedPart> overlapping =
                List.of(new CompressedPart(0, 20), new CompressedPart(10, 20));
        assertThatThrownBy(() -> assertMadeAgain(file, overlapping))
                .isInstanceOf(UnfitFileException.class);
        assertThatThrownBy(() -> assertMadeAgain(file, List.of(new CompressedPart(1, file.length))))
                .isInstanceOf(UnfitFileException.class);
    }

    /** A stream that holds more than is allowed stays packed, and so fits. */
    @Test
    void of_bomb_staysPacked() throws IOException {
        byte[] bomb = Zstd.compress(new byte[8 << 20], 3);
        try (FileChannel file = write(bomb)) {
            Recipe recipe = Layouts.of(file, List.of(), 1 << 20);
            assertThat(recipe.segments()).containsExactly(new Segment.Verbatim(bomb.length));
        }
    }

    @Test
    void read_ofWhatWriteWrote_isTheRecipe() throws IOException {
        Recipe recipe = new Recipe(List.of(
                new Segment.Verbatim(7),
                new Segment.Lzma2(1, 2, 8 << 20, new XzPreset(6, true)),
                new Segment.Deflate(3, 4, 9),
                new Segment.Zstandard(5, 6, true, false, 19)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        recipe.write(new DataOutputStream(bytes));
        assertThat(Recipe.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
                .isEqualTo(recipe);
    }

    private Recipe assertMadeAgain(byte[] content) throws IOException {
        return assertMadeAgain(content, List.of());
    }

    private Recipe assertMadeAgain(byte[] content, List<CompressedPart> parts) throws IOException {
        try (FileChannel file = write(content)) {
            Recipe recipe = Presets.find(Layouts.of(file, parts, MAX_BYTES), file);
            ByteArrayOutputStream payload = new ByteArrayOutputStream();
            Parts.takeApart(recipe, file, payload);
            assertThat(payload.size()).isEqualTo(recipe.payloadBytes());
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            Parts.putTogether(recipe, new ByteArrayInputStream(payload.toByteArray()), again);
            assertThat(again.toByteArray()).as("recipe %s", recipe).isEqualTo(content);
            return recipe;
        }
    }

    private FileChannel write(byte[] content) throws IOException {
        Path path = folder.resolve("package");
        Files.write(path, content);
        return FileChannel.open(path);
    }

    /** Words, so that encoders of different effort find different things. */
    private static byte[] text(int count) {
        Random random = new Random(SEED);
        StringBuilder text = new StringBuilder();
        while (text.length() < count) {
            text.append(Integer.toString(random.nextInt(5000), 36)).append(' ');
        }
        return Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII), count);
    }

    private byte[] xz(byte[] content, String... options) throws Exception {
        Path in = Files.write(folder.resolve("content"), content);
        Path out = folder.resolve("content.xz");
        List<String> command = new ArrayList<>(List.of("xz", "-c"));
        command.addAll(List.of(options));
        int status;
        try {
            status = new ProcessBuilder(command)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .start()
                    .waitFor();
        } catch (IOException missing) {
            throw new AssertionError("xz is missing: apt-get install xz-utils", missing);
        }
        assertThat(status).as("%s", command).isZero();
        return Files.readAllBytes(out);
    }
}
