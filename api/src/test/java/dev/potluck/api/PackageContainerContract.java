package dev.potluck.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What every {@link PackageContainer} keeps to. A plugin's test extends this class. */
public abstract class PackageContainerContract {
    private static final long SEED = 42;
    private static final int DAMAGED_FILES = 2000;

    @TempDir
    Path folder;

    /** The container that is tested. */
    protected abstract PackageContainer container();

    /** A file of its format, of a few hundred bytes. */
    protected abstract byte[] sample();

    /** Where the compressed streams of the sample are. */
    protected abstract List<CompressedPart> expectedParts();

    @Test
    void name_always_isLowerCaseLettersDigitsAndHyphens() {
        assertThat(container().name()).matches("[a-z0-9][a-z0-9-]{0,63}");
    }

    @Test
    void constructor_extensionClass_isPublicAndTakesNothing() throws Exception {
        assertThat(container().getClass().getConstructor().newInstance()).isNotNull();
    }

    @Test
    void parts_ofTheSample_areItsStreams() throws IOException {
        assertThat(parts(sample())).isEqualTo(expectedParts());
    }

    @Test
    void parts_otherFiles_areNone() throws IOException {
        assertThat(parts(new byte[0])).isEmpty();
        assertThat(parts(new byte[] {'x'})).isEmpty();
        assertThat(parts(new byte[4096])).isEmpty();
    }

    /** Whatever is damaged: no exception but for the disk's, and only parts of the file. */
    @Test
    void parts_damagedFiles_areInOrderAndInside() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < DAMAGED_FILES; i++) {
            byte[] damaged = Arrays.copyOf(sample(), 1 + random.nextInt(sample().length));
            for (int change = random.nextInt(4); change > 0; change--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            long endBytes = 0;
            for (CompressedPart part : parts(damaged)) {
                assertThat(part.offsetBytes())
                        .as("seed %d, file %d", SEED, i)
                        .isGreaterThanOrEqualTo(endBytes);
                endBytes = part.offsetBytes() + part.sizeBytes();
            }
            assertThat(endBytes)
                    .as("seed %d, file %d", SEED, i)
                    .isLessThanOrEqualTo(damaged.length);
        }
    }

    private List<CompressedPart> parts(byte[] content) throws IOException {
        Path path = folder.resolve("package");
        Files.write(path, content);
        try (FileChannel file = FileChannel.open(path)) {
            return container().parts(file);
        }
    }
}
