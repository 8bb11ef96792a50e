package dev.potluck.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What every {@link ArchiveFormat} keeps to. A plugin's test extends this class, gives an instance
 * and some sample indexes, and adds what is special to its format:
 *
 * <pre>{@code
 * final class MyFormatContractTest extends ArchiveFormatContract {
 *     protected ArchiveFormat format() { return new MyFormat(); }
 *     protected List<SampleIndex> samples() { return SampleIndex.corpus(folder); }
 * }
 * }</pre>
 *
 * <p>All random input comes from fixed seeds: a failure comes back on the next run.
 */
@Timeout(value = ArchiveFormatContract.TIMEOUT_S, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class ArchiveFormatContract {
    static final int TIMEOUT_S = 120;

    private static final int MAX_PREFIXES = 500;
    private static final int MUTATIONS = 500;
    private static final int THREADS = 4;
    private static final int ROUNDS_PER_THREAD = 25;
    private static final int FLOOD_BYTES = 2 << 20;

    /** The format under test: called once or more for each test. */
    protected abstract ArchiveFormat format();

    /** Indexes of each kind that the format has. */
    protected abstract List<SampleIndex> samples() throws IOException;

    @Test
    void name_always_isLowerCaseLettersAndDigits() {
        assertThat(format().name()).matches("[a-z][a-z0-9]*");
    }

    @Test
    void constructor_extensionClass_isPublicAndTakesNothing() throws Exception {
        assertThat(format().getClass().getConstructor().newInstance()).isNotNull();
    }

    @Test
    void samples_always_includeRootIndexAndEntries() throws IOException {
        assertThat(samples())
                .anyMatch(sample -> format().classify(sample.path()) == ResourceKind.ROOT_INDEX)
                .anyMatch(sample -> !sample.entries().isEmpty());
    }

    @Test
    void classify_samples_areIndexes() throws IOException {
        for (SampleIndex sample : samples()) {
            assertThat(format().classify(sample.path()))
                    .as("%s", sample.path())
                    .isIn(ResourceKind.ROOT_INDEX, ResourceKind.INDEX);
        }
    }

    @Test
    void classify_entriesOfSamples_areNoRootIndexes() throws IOException {
        for (SampleIndex sample : samples()) {
            for (IndexEntry entry : sample.entries()) {
                assertThat(format().classify(entry.path()))
                        .as("%s", entry.path())
                        .isNotEqualTo(ResourceKind.ROOT_INDEX);
            }
        }
    }

    @Test
    void classify_inAnyOrderOnAnyInstance_answersTheSame() throws IOException {
        List<ArchivePath> paths = new HostilePaths(1, knownPaths()).list();
        ArchiveFormat shared = format();
        List<ResourceKind> forward = paths.stream().map(shared::classify).toList();
        List<ResourceKind> backward = new ArrayList<>();
        for (int i = paths.size() - 1; i >= 0; i--) {
            backward.add(0, shared.classify(paths.get(i)));
        }
        assertThat(backward).isEqualTo(forward).doesNotContainNull();
        assertThat(paths.stream().map(path -> format().classify(path))).isEqualTo(forward);
    }

    @Test
    void pathMethods_hostilePaths_neverThrow() throws IOException {
        ArchiveFormat format = format();
        for (ArchivePath path : new HostilePaths(2, knownPaths()).list()) {
            assertThat(format.classify(path)).isNotNull();
            assertThat(format.hashInPath(path)).isNotNull();
            assertThat(format.detachedSignature(path)).isNotNull();
            assertThat(format.companions(path)).doesNotContain(path);
            for (ContentHash hash : hashesOfEachAlgorithm()) {
                assertThat(format.pathByHash(path, hash)).isNotNull();
            }
        }
    }

    @Test
    void lastingPath_hostilePaths_isItsOwnAndOfTheSameKind() throws IOException {
        ArchiveFormat format = format();
        for (ArchivePath path : new HostilePaths(7, knownPaths()).list()) {
            ArchivePath lasting = format.lastingPath(path);
            assertThat(format.lastingPath(lasting)).as("of %s", path).isEqualTo(lasting);
            assertThat(format.classify(lasting)).isEqualTo(format.classify(path));
        }
    }

    @Test
    void mirrorLists_garbage_areNone() throws IOException {
        byte[] noise = new byte[1 << 16];
        new Random(8).nextBytes(noise);
        for (ArchivePath path : new HostilePaths(9, knownPaths()).list()) {
            format().mayListMirrors("host.example/" + path + "?list=mirrors");
        }
        assertThat(format().readMirrors(noise)).isEmpty();
        assertThat(format().readMirrors(new byte[0])).isEmpty();
        for (SampleIndex sample : samples()) {
            assertThat(format().readMirrors(sample.content()))
                    .as("%s", sample.path())
                    .isEmpty();
        }
    }

    @Test
    void companions_samples_areIndexes() throws IOException {
        for (SampleIndex sample : samples()) {
            assertThat(format().companions(sample.path()))
                    .allMatch(path -> format().classify(path) == ResourceKind.INDEX);
        }
    }

    @Test
    void detachedSignature_notRootIndex_isEmpty() throws IOException {
        for (ArchivePath path : new HostilePaths(3, knownPaths()).list()) {
            if (format().classify(path) != ResourceKind.ROOT_INDEX) {
                assertThat(format().detachedSignature(path)).as("%s", path).isEmpty();
            }
        }
    }

    @Test
    void hashInPath_ofPathByHash_isThatHash() throws IOException {
        for (ArchivePath path : new HostilePaths(4, knownPaths()).list()) {
            for (ContentHash hash : hashesOfEachAlgorithm()) {
                Optional<ArchivePath> named = format().pathByHash(path, hash);
                if (named.isPresent()) {
                    assertThat(format().hashInPath(named.get())).contains(hash);
                    assertThat(format().classify(named.get())).isEqualTo(ResourceKind.INDEX);
                    assertThat(format().hashInPath(path)).as("named twice").isEmpty();
                }
            }
        }
    }

    @Test
    void parse_samples_handsOverTheirEntries() throws IOException {
        for (SampleIndex sample : samples()) {
            assertThat(parse(format(), sample.path(), sample.content()))
                    .as("%s", sample.path())
                    .isEqualTo(sample.entries());
        }
    }

    @Test
    void parse_samplesDeeperInHost_handsOverEntriesAsDeep() throws IOException {
        String prefix = "mirrors/some.host/";
        for (SampleIndex sample : samples()) {
            List<IndexEntry> moved = sample.entries().stream()
                    .map(entry -> new IndexEntry(
                            new ArchivePath(prefix + entry.path()),
                            entry.sizeBytes(),
                            entry.hash(),
                            entry.packageId()))
                    .toList();
            ArchivePath path = new ArchivePath(prefix + sample.path());
            assertThat(parse(format(), path, sample.content())).as("%s", path).isEqualTo(moved);
            assertThat(format().classify(path)).isEqualTo(format().classify(sample.path()));
        }
    }

    @Test
    void parse_oneByteAtATime_handsOverTheSame() throws IOException {
        for (SampleIndex sample : samples()) {
            List<IndexEntry> entries = new ArrayList<>();
            InputStream slow = new TrickleStream(sample.content(), sample.content().length);
            format().parse(sample.path(), slow, entries::add);
            assertThat(entries).as("%s", sample.path()).isEqualTo(sample.entries());
        }
    }

    @Test
    void parse_samples_leavesStreamOpen() throws IOException {
        for (SampleIndex sample : samples()) {
            TrickleStream content = new TrickleStream(sample.content(), sample.content().length);
            format().parse(sample.path(), content, entry -> {});
            assertThat(content.isClosed()).as("%s closed", sample.path()).isFalse();
        }
    }

    @Test
    void parse_streamFails_passesThatOn() throws IOException {
        for (SampleIndex sample : samples()) {
            if (!sample.entries().isEmpty()) {
                InputStream failing = new TrickleStream(sample.content(), 10);
                assertThatThrownBy(() -> format().parse(sample.path(), failing, entry -> {}))
                        .isInstanceOf(IOException.class)
                        .hasMessage(TrickleStream.FAILURE);
            }
        }
    }

    @Test
    void parse_truncatedSamples_parsesOrSaysMalformed() throws IOException {
        for (SampleIndex sample : samples()) {
            int step = Math.max(1, sample.content().length / MAX_PREFIXES);
            for (int length = 0; length < sample.content().length; length += step) {
                byte[] truncated = Arrays.copyOf(sample.content(), length);
                parseOrMalformed(sample.path(), truncated, "first %d bytes".formatted(length));
            }
        }
    }

    @Test
    void parse_changedSamples_parsesOrSaysMalformed() throws IOException {
        Random random = new Random(5);
        for (SampleIndex sample : samples()) {
            for (int i = 0; i < MUTATIONS && sample.content().length > 0; i++) {
                byte[] changed = sample.content().clone();
                for (int flips = random.nextInt(4); flips >= 0; flips--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                parseOrMalformed(sample.path(), changed, "mutation %d".formatted(i));
            }
        }
    }

    @Test
    void parse_garbage_parsesOrSaysMalformed() throws IOException {
        byte[] noise = new byte[1 << 16];
        new Random(6).nextBytes(noise);
        for (SampleIndex sample : samples()) {
            parseOrMalformed(sample.path(), noise, "noise");
            for (byte flood : new byte[] {0, '\n', ' ', 'a', '<', ':', (byte) 0xff}) {
                byte[] bytes = new byte[FLOOD_BYTES];
                Arrays.fill(bytes, flood);
                parseOrMalformed(sample.path(), bytes, "flood of " + flood);
            }
        }
    }

    @Test
    void parse_loginPageInsteadOfIndex_listsNothing() throws IOException {
        byte[] page = "<!DOCTYPE html>\n<html><a href=\"https://wifi.example/\">Log in</a></html>\n"
                .getBytes(StandardCharsets.UTF_8);
        for (SampleIndex sample : samples()) {
            assertThat(parseOrMalformed(sample.path(), page, "login page")).isEmpty();
        }
    }

    @Test
    void parse_fromSeveralThreads_handsOverTheSame() throws Exception {
        ArchiveFormat shared = format();
        List<SampleIndex> samples = samples();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                tasks.add(() -> {
                    for (int round = 0; round < ROUNDS_PER_THREAD; round++) {
                        for (SampleIndex sample : samples) {
                            assertThat(parse(shared, sample.path(), sample.content()))
                                    .isEqualTo(sample.entries());
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> result : threads.invokeAll(tasks)) {
                result.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private List<IndexEntry> parseOrMalformed(ArchivePath path, byte[] content, String what) {
        List<IndexEntry> entries = new ArrayList<>();
        try {
            format().parse(path, new ByteArrayInputStream(content), entries::add);
        } catch (MalformedIndexException e) {
            assertThat(e).as("%s of %s", what, path).hasMessageStartingWith(path.value());
        } catch (IOException e) {
            assertThat(e).as("%s of %s", what, path).isInstanceOf(EOFException.class);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError("%s of %s".formatted(what, path), e);
        }
        return entries;
    }

    private static List<IndexEntry> parse(ArchiveFormat format, ArchivePath path, byte[] content)
            throws IOException {
        List<IndexEntry> entries = new ArrayList<>();
        format.parse(path, new ByteArrayInputStream(content), entries::add);
        return entries;
    }

    private List<ArchivePath> knownPaths() throws IOException {
        List<ArchivePath> known = new ArrayList<>();
        for (SampleIndex sample : samples()) {
            known.add(sample.path());
            sample.entries().forEach(entry -> known.add(entry.path()));
        }
        return known;
    }

    private static List<ContentHash> hashesOfEachAlgorithm() {
        List<ContentHash> hashes = new ArrayList<>();
        for (HashAlgorithm algorithm : HashAlgorithm.values()) {
            String hex = "9f".repeat(algorithm.digestBytes());
            hashes.add(ContentHash.of(algorithm, HexFormat.of().parseHex(hex)));
        }
        return hashes;
    }
}
