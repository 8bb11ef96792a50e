package dev.potluck.app;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.api.CachedObject;
import dev.potluck.api.EvictionPolicy;
import dev.potluck.cache.NewObject;
import dev.potluck.cache.PolicyGuard;
import dev.potluck.cache.StoredObject;
import dev.potluck.cache.SweepLimits;
import dev.potluck.cache.Sweeper;
import dev.potluck.hash.ContentHasher;
import dev.potluck.index.IndexCatalog;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

@Isolated("hears the warnings of the whole program")
final class CacheSweepsTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_000));
    private static final int LARGE_BYTES = 10_000;

    @TempDir
    Path home;

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private Storage storage;
    private RequestTrace trace;
    private CacheSweeps sweeps;

    @BeforeEach
    void open() throws IOException {
        storage = Storage.open(home, 0, CLOCK);
        trace = new RequestTrace(home);
        sweeps = new CacheSweeps(
                storage,
                new IndexCatalog(storage.db(), List.of(), 1, CLOCK::millis),
                new CacheSweeps.Eviction(
                        new PolicyGuard(new SmallestStay()),
                        new SweepLimits(LARGE_BYTES, 0, () -> Long.MAX_VALUE),
                        trace,
                        true),
                new Sweeper.World(CLOCK, storage.deltas(), sha256 -> 0));
        Logging.forwardWarnings(warnings::add);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void sweep_somethingWasServed_isInTheTrace() throws IOException {
        serve(store("small"));
        serve(store("other"));

        sweeps.sweep();

        assertThat(trace.print(new PrintWriter(Writer.nullWriter()))).isEqualTo(2);
    }

    @Test
    void sweep_diskIsFullForTheTrace_warnsOnceAndStillFreesRoom() throws IOException {
        Files.createSymbolicLink(home.resolve("requests.log"), Path.of("/dev/full"));
        StoredObject small = store("small");
        for (int round = 0; round < 3; round++) {
            StoredObject large = store("large".repeat(LARGE_BYTES));
            serve(small);

            sweeps.sweep();

            assertThat(storage.cache().find(large.sha256()))
                    .as("round %d", round)
                    .isEmpty();
            assertThat(storage.cache().find(small.sha256())).isPresent();
        }
        assertThat(warnings)
                .filteredOn(warning -> warning.contains("cannot record what was served"))
                .singleElement()
                .asString()
                .contains("No space left on device");
    }

    private void serve(StoredObject object) {
        storage.cache().recordAccess(object);
        storage.cache().flushAccesses().join();
    }

    private StoredObject store(String text) throws IOException {
        byte[] content = text.getBytes(UTF_8);
        return storage.cache()
                .write(
                        content,
                        new NewObject(
                                ContentHasher.sha256(content),
                                Optional.empty(),
                                -1,
                                false,
                                Optional.empty()));
    }

    private static final class SmallestStay implements EvictionPolicy {
        @Override
        public String name() {
            return "smallest-stay";
        }

        @Override
        public double retentionValue(CachedObject object, Instant now) {
            return -object.sizeBytes();
        }
    }
}
