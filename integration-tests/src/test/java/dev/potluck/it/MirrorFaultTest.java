package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Each way for a mirror to misbehave: the client is told, nothing wrong is kept, and it heals. */
class MirrorFaultTest {
    private static final String FILE = "potluck-tilde";

    @TempDir
    private Path folder;

    static Stream<Fault> faults() {
        return Stream.of(
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
    }

    @ParameterizedTest
    @MethodSource("faults")
    void get_packageFromFaultyMirror_failsClearlyAndHeals(Fault fault) throws IOException {
        try (Scene scene = Scene.in(folder)) {
            scene.apt("apt").update().orFail();
            String path = scene.path(FILE);
            scene.mirror().behave(path::equals, fault);

            RawClient.Answer broken = scene.get(path);

            if (broken.status() == 200) {
                assertThat(broken.complete())
                        .as("a whole answer with a wrong file")
                        .isFalse();
            } else {
                assertThat(broken.status()).isBetween(400, 599);
                assertThat(broken.body().toString())
                        .as("one line on what was wrong")
                        .isNotBlank();
            }
            scene.mirror().heal();
            RawClient.Answer healed = scene.get(path).orFail();
            assertThat(healed.body().sha256()).isEqualTo(scene.sha256(FILE));
            scene.node().stop();
            scene.verifyCache().orFail();
        }
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
        try (Scene scene = Scene.in(folder)) {
            scene.mirror().behave(fault);
            PrivateApt apt = scene.apt("apt");

            assertThat(apt.update().exitCode()).isNotZero();

            scene.mirror().heal();
            apt.update().orFail();
            apt.install(LocalArchive.TINY).orFail();
            assertThat(apt.downloads()).hasSize(1);
        }
    }

    @Test
    void install_everyThirdAnswerTruncated_succeedsWithRetries() {
        try (Scene scene = Scene.in(folder)) {
            int[] count = {0};
            scene.mirror().behave(path -> ++count[0] % 3 == 0, Fault.truncateAt(0.5));
            PrivateApt apt = scene.apt("apt").option("Acquire::Retries", "5");

            apt.update().orFail();
            apt.install(LocalArchive.LARGE).orFail();

            assertThat(apt.downloads()).hasSize(6);
        }
    }
}
