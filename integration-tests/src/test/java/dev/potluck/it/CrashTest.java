package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/** A node is killed at any moment, and started again: nothing is lost, nothing is wrong. */
class CrashTest {
    private static final long SLOW_BYTES_PER_SECOND = 3 << 20;
    private static final int KILLS = 6;
    private static final int LATEST_KILL_MS = 1_200;

    @TempDir
    private Path folder;

    @Test
    void get_killedInTheMiddle_isResumedAfterRestart() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            scene.apt("apt").update().orFail();
            String path = scene.path(LocalArchive.LARGE);
            scene.mirror().behave(path::equals, Fault.slow(SLOW_BYTES_PER_SECOND));
            long before = scene.mirror().bodyBytes();
            try (RawClient client = RawClient.to(scene.node().port())) {
                client.send(scene.request("GET", path));
                await("half of the file")
                        .atMost(Duration.ofSeconds(20))
                        .until(() ->
                                scene.mirror().bodyBytes() - before > LocalArchive.LARGE_BYTES / 2);
                scene.killAndRestart();
            }
            scene.mirror().heal();

            RawClient.Answer answer = scene.get(path).orFail();

            assertThat(answer.body().sha256()).isEqualTo(scene.sha256(LocalArchive.LARGE));
            assertThat(scene.mirror().requests())
                    .filteredOn(request -> request.path().equals(path))
                    .last()
                    .satisfies(request -> assertThat(request.headers()).containsKey("range"));
        }
    }

    @Test
    void install_killedAfterwards_isServedWithoutMirror() {
        try (Scene scene = Scene.in(folder)) {
            PrivateApt first = scene.apt("first");
            first.update().orFail();
            first.install(LocalArchive.LARGE).orFail();
            scene.killAndRestart();
            scene.mirror().refuse();

            PrivateApt second = scene.apt("second");
            second.update().orFail();
            second.install(LocalArchive.LARGE).orFail();

            assertThat(second.downloads()).hasSize(6).isEqualTo(first.downloads());
        }
    }

    @Test
    void install_killedAtRandomMoments_leavesCacheWhole() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Scene scene = Scene.in(folder)) {
            for (int i = 0; i < KILLS; i++) {
                scene.archive().add("potluck-new" + i, "1.0", 700_000);
                scene.archive().publish();
                String name = "client-" + i;
                String added = "potluck-new" + i;
                Crowd<Integer> crowd = Crowd.of(1, name, own -> {
                    PrivateApt apt = scene.apt(own);
                    apt.update();
                    return apt.install(added).exitCode();
                });
                long killAt = System.nanoTime()
                        + Duration.ofMillis(random.nextInt(LATEST_KILL_MS)).toNanos();
                await("the moment")
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> System.nanoTime() > killAt);
                scene.killAndRestart();
                crowd.results();
            }
            PrivateApt last = scene.apt("last");
            last.update().orFail();
            last.install(LocalArchive.LARGE, "potluck-new0", "potluck-new" + (KILLS - 1))
                    .orFail();

            assertThat(last.downloads()).as("seed " + seed).hasSize(8);
            scene.node().stop();
            scene.verifyCache().orFail();
        }
    }

    @Test
    void stop_duringDownload_endsSoonAndCleanly() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            scene.apt("apt").update().orFail();
            String path = scene.path(LocalArchive.LARGE);
            scene.mirror().behave(path::equals, Fault.slow(SLOW_BYTES_PER_SECOND));
            try (RawClient client = RawClient.to(scene.node().port())) {
                client.send(scene.request("GET", path));
                assertThat(client.readByte()).isEqualTo('H');

                assertThat(scene.node().stop()).isIn(0, 143);
            }
        }
    }
}
