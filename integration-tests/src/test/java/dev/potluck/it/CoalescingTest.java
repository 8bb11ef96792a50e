package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

/** Many clients want one file: the mirror is asked once, and all get its bytes as they come. */
class CoalescingTest {
    private static final int CLIENTS = 10;
    private static final long SLOW_BYTES_PER_SECOND = 3 << 20;

    @TempDir
    private Path folder;

    @Test
    void install_tenClientsAtOnce_askMirrorOncePerFile() {
        try (Scene scene = Scene.in(folder)) {
            scene.mirror()
                    .behave(path -> path.startsWith("/pool/"), Fault.slow(SLOW_BYTES_PER_SECOND));

            Crowd<PrivateApt> crowd = Crowd.of(CLIENTS, "client", name -> {
                PrivateApt apt = scene.apt(name);
                apt.update().orFail();
                apt.install(LocalArchive.LARGE).orFail();
                return apt;
            });

            assertThat(crowd.results())
                    .allSatisfy(apt -> assertThat(apt.downloads()).hasSize(6));
            assertThat(scene.mirror().requests().stream()
                            .filter(request -> !request.path().endsWith("/InRelease"))
                            .collect(Collectors.groupingBy(
                                    FaultyMirror.Request::path, Collectors.counting())))
                    .isNotEmpty()
                    .allSatisfy((path, count) -> assertThat(count).as(path).isEqualTo(1));
        }
    }

    @Test
    void get_secondClientDuringFetch_getsFirstBytesBeforeMirrorIsDone() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            scene.apt("apt").update().orFail();
            String path = scene.path(LocalArchive.LARGE);
            scene.mirror().behave(path::equals, Fault.slow(SLOW_BYTES_PER_SECOND));
            try (RawClient first = RawClient.to(scene.node().port());
                    RawClient second = RawClient.to(scene.node().port())) {
                first.send(scene.request("GET", path));
                assertThat(first.readByte()).isEqualTo('H');
                second.send(scene.request("GET", path));
                assertThat(second.readByte()).isEqualTo('H');
                assertThat(scene.mirror().bodyBytes()).isLessThan(LocalArchive.LARGE_BYTES);
            }
        }
    }

    @Test
    void get_firstClientGoesAway_secondGetsWholeFile() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            scene.apt("apt").update().orFail();
            String path = scene.path(LocalArchive.LARGE);
            scene.mirror().behave(path::equals, Fault.slow(SLOW_BYTES_PER_SECOND));
            try (RawClient second = RawClient.to(scene.node().port())) {
                try (RawClient first = RawClient.to(scene.node().port())) {
                    first.send(scene.request("GET", path));
                    assertThat(first.readByte()).isEqualTo('H');
                    second.send(scene.request("GET", path));
                    assertThat(second.readByte()).isEqualTo('H');
                }
                // the 'H' is gone from the status line, which the client reads by its second word
                RawClient.Answer answer = second.read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.complete()).isTrue();
                assertThat(answer.body().sha256()).isEqualTo(scene.sha256(LocalArchive.LARGE));
            }
            assertThat(scene.mirror().requestCount(path)).isEqualTo(1);
        }
    }

    @Test
    void get_onlyClientGoesAway_isResumedOrFinishedForTheNext() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            scene.apt("apt").update().orFail();
            String path = scene.path(LocalArchive.LARGE);
            scene.mirror().behave(path::equals, Fault.slow(SLOW_BYTES_PER_SECOND));
            long before = scene.mirror().bodyBytes();
            try (RawClient first = RawClient.to(scene.node().port())) {
                first.send(scene.request("GET", path));
                await("a third of the file")
                        .atMost(Duration.ofSeconds(20))
                        .until(() ->
                                scene.mirror().bodyBytes() - before > LocalArchive.LARGE_BYTES / 3);
            }

            RawClient.Answer answer = scene.get(path).orFail();

            assertThat(answer.body().sha256()).isEqualTo(scene.sha256(LocalArchive.LARGE));
            assertThat(scene.mirror().bodyBytes() - before)
                    .as("bytes sent twice, by %s", scene.mirror().requests())
                    .isLessThan(LocalArchive.LARGE_BYTES + LocalArchive.LARGE_BYTES / 4);
        }
    }
}
