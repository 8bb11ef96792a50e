package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Each way for a mirror to misbehave: the client is told, nothing wrong is kept, and it heals. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MirrorFaultTest {
    private static final List<Fault> FAULTS = List.of(
            Fault.hangBeforeHead(),
            Fault.hangAt(0),
            Fault.hangAt(0.5),
            Fault.hangAt(1),
            Fault.truncateAt(0),
            Fault.truncateAt(0.5),
            Fault.truncateAt(1),
            Fault.truncateUnseenAt(0.5),
            Fault.wrongByteAt(0),
            Fault.wrongByteAt(1),
            Fault.lengthOffBy(1),
            Fault.lengthOffBy(-1),
            Fault.status(403),
            Fault.status(404),
            Fault.status(500),
            Fault.status(503),
            Fault.redirectLoop());

    private static final int SIZE_BYTES = 300_000;

    /** A mirror that hangs in a body is asked for the rest some times, and hangs each time. */
    private static final int STALL_TIMEOUT_MS = 1_000;

    @TempDir
    private Path folder;

    /** One node for all faults of packages; each fault has a package of its own. */
    private final Scene scene;

    MirrorFaultTest(@TempDir Path shared) {
        LocalArchive archive = LocalArchive.empty(shared.resolve("archive"));
        for (int i = 0; i < FAULTS.size(); i++) {
            archive.add(packageFor(i), "1.0", SIZE_BYTES);
        }
        scene = Scene.withStallTimeout(shared, archive.publish(), STALL_TIMEOUT_MS);
        scene.apt("apt").update().orFail();
    }

    private static String packageFor(int index) {
        return "potluck-fault-" + index;
    }

    @AfterAll
    void stop_afterAllFaults_leavesNothingWrongInTheCache() {
        try (scene) {
            scene.node().stop();
            assertThat(scene.verifyCache().orFail().output()).contains(": 0 wrong");
        }
    }

    static Stream<Arguments> faults() {
        return IntStream.range(0, FAULTS.size()).mapToObj(i -> Arguments.of(i, FAULTS.get(i)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void get_packageFromFaultyMirror_failsClearlyAndHeals(int index, Fault fault)
            throws IOException {
        String path = scene.path(packageFor(index));
        scene.mirror().behave(path::equals, fault);

        RawClient.Answer broken = scene.get(path);

        assertThat(scene.mirror().requestCount(path)).as("asked of the mirror").isPositive();
        if (broken.status() == 200) {
            assertThat(broken.complete()).as("a whole answer with a wrong file").isFalse();
        } else {
            assertThat(broken.status()).isBetween(400, 599);
            assertThat(broken.body().toString())
                    .as("one line on what was wrong")
                    .isNotBlank();
        }
        scene.mirror().heal();
        RawClient.Answer healed = scene.get(path).orFail();
        assertThat(healed.body().sha256()).isEqualTo(scene.sha256(packageFor(index)));
    }

    static Stream<Fault> faultsOfIndexes() {
        return Stream.of(
                Fault.hangAt(0.5),
                Fault.truncateAt(0.5),
                Fault.truncateUnseenAt(0.5),
                Fault.wrongByteAt(0.5),
                Fault.lengthOffBy(1),
                Fault.status(500));
    }

    @ParameterizedTest
    @MethodSource("faultsOfIndexes")
    void update_coldNodeAndFaultyMirror_failsAndHeals(Fault fault) {
        LocalArchive archive = LocalArchive.standard(folder.resolve("archive"));
        try (Scene cold = Scene.withStallTimeout(folder, archive, STALL_TIMEOUT_MS)) {
            cold.mirror().behave(fault);
            PrivateApt apt = cold.apt("apt");

            assertThat(apt.update().exitCode()).isNotZero();

            cold.mirror().heal();
            apt.update().orFail();
            apt.install(LocalArchive.TINY).orFail();
            assertThat(apt.downloads()).hasSize(1);
        }
    }

    @Test
    void install_everyThirdAnswerTruncated_succeedsWithRetries() {
        try (Scene cold = Scene.in(folder)) {
            int[] count = {0};
            cold.mirror().behave(path -> ++count[0] % 3 == 0, Fault.truncateAt(0.5));
            PrivateApt apt = cold.apt("apt").option("Acquire::Retries", "5");

            apt.update().orFail();
            apt.install(LocalArchive.LARGE).orFail();

            assertThat(apt.downloads()).hasSize(6);
        }
    }
}
