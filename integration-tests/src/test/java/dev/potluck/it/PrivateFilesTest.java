package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.potluck.it.Neighbourhood.Bytes;
import dev.potluck.it.Neighbourhood.Member;
import dev.potluck.swarm.PeerPaths;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;

/** What is not to be shared is neither given nor announced nor admitted. */
class PrivateFilesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int TAG_BYTES = 8;
    private static final String OPEN_PACKAGE = "potluck-open";
    private static final String BOTH = """
            [[archive]]
            name = "kept"
            format = "debian"
            mirrors = ["%s"]
            share = false

            [[archive]]
            name = "open"
            format = "debian"
            mirrors = ["%s"]
            share = true
            """;

    @TempDir
    private Path folder;

    @Test
    void install_archiveNotShared_isNeitherGivenNorAnnounced() throws Exception {
        LocalArchive open = LocalArchive.empty(folder.resolve("open"));
        open.add(OPEN_PACKAGE, "1.0", 5_000);
        open.publish();
        try (Neighbourhood all = Neighbourhood.in(folder)) {
            FaultyMirror openMirror = all.keep(FaultyMirror.of(open.folder()));
            int port = Machine.freePort();
            Member a = all.start(
                    all.plan("a", port, BOTH.formatted(all.mirror().uri(), openMirror.uri())),
                    port);
            PrivateApt kept = all.apt("kept", a);
            kept.update().orFail();
            kept.install(LocalArchive.LARGE).orFail();
            PrivateApt other = PrivateApt.in(folder.resolve("apt-open"))
                    .source(open.source(openMirror.uri()))
                    .proxy(a.node().port());
            other.update().orFail();
            other.install(OPEN_PACKAGE).orFail();

            // When the open archive's file is given, the listings of both have been looked at.
            String given = Hashes.sha256(open.packageFile(OPEN_PACKAGE));
            all.awaitGiven(a, given);
            assertThat(stateOf(a, given)).isEqualTo(1);

            assertThat(all.packages()).hasSize(6);
            for (String sha256 : all.packages().values()) {
                assertThat(a.ask(PeerPaths.ofFile(Neighbourhood.hash(sha256)))).isEqualTo(404);
                assertThat(a.ask(PeerPaths.ofPieces(Neighbourhood.hash(sha256))))
                        .isEqualTo(404);
                assertThat(stateOf(a, sha256)).isZero();
            }
        }
    }

    @Test
    void announce_archiveNotShared_onlyFilesOfTheOtherAreFound() throws Exception {
        LocalArchive open = LocalArchive.empty(folder.resolve("open"));
        open.add(OPEN_PACKAGE, "1.0", 5_000);
        open.publish();
        try (Neighbourhood all = Neighbourhood.in(folder)) {
            FaultyMirror openMirror = all.keep(FaultyMirror.of(open.folder()));
            int port = Machine.freePort();
            Member a = all.start(
                    all.plan("a", port, BOTH.formatted(all.mirror().uri(), openMirror.uri())),
                    port);
            int otherPort = Machine.freePort();
            Member b = all.start(all.plan("b", otherPort).bootstrap(a.address()), otherPort);
            all.awaitDht(a, "nodes", 1);
            PrivateApt kept = all.apt("kept", a);
            kept.update().orFail();
            kept.install(LocalArchive.LARGE).orFail();
            PrivateApt other = PrivateApt.in(folder.resolve("apt-open"))
                    .source(open.source(openMirror.uri()))
                    .proxy(a.node().port());
            other.update().orFail();
            other.install(OPEN_PACKAGE).orFail();
            String sha256 = Hashes.sha256(open.packageFile(OPEN_PACKAGE));

            try (OwnDht asker = new OwnDht(b.peerPort())) {
                await("the announcement of " + sha256)
                        .atMost(LIMIT)
                        .until(() -> asker.peers(key(sha256)).contains(a.address()));
                for (String secret : all.packages().values()) {
                    assertThat(asker.peers(key(secret))).isEmpty();
                }
            }
        }
    }

    private static String key(String sha256) {
        return sha256.substring(0, 40);
    }

    @Test
    void get_fileThatNoIndexLists_isNotGiven() throws Exception {
        try (Neighbourhood all = Neighbourhood.in(folder)) {
            Member a = all.start("a");
            Path file = all.archive().folder().resolve("pool/main/unlisted_1_all.deb");
            Files.write(file, PackageMaker.noise("unlisted", 50_000));
            all.installThrough(a, "a");

            RawClient.Answer answer;
            try (RawClient client = RawClient.to(a.node().port())) {
                String uri = all.mirror().uri() + all.archive().path(file);
                answer = client.ask("GET " + uri + " HTTP/1.1", "Host: a").orFail();
            }

            String sha256 = answer.body().sha256();
            assertThat(sha256).isEqualTo(Hashes.sha256(file));
            assertThat(a.ask(PeerPaths.ofFile(Neighbourhood.hash(sha256)))).isEqualTo(404);
            assertThat(a.ask(PeerPaths.ofPieces(Neighbourhood.hash(sha256)))).isEqualTo(404);
            assertThat(stateOf(a, sha256)).isZero();
            assertThat(a.ask("/")).isEqualTo(404);
            assertThat(a.ask("/-/api/v1/status")).isEqualTo(404);
            assertThat(a.ask(all.mirror().uri() + all.archive().path(file))).isEqualTo(404);
        }
    }

    @Test
    void install_peersOff_givesAndTakesNothing() throws Exception {
        try (Neighbourhood all = Neighbourhood.in(folder)) {
            Member a = all.start("a");
            int port = Machine.freePort();
            Member b = all.start(all.plan("b", port).findingLan().set("peers", "false"), port);
            all.awaitKnown(b, a.address());
            all.installThrough(a, "a");
            Bytes before = a.bytes();

            PrivateApt apt = all.apt("b", b);
            apt.update().orFail();
            apt.install(LocalArchive.LARGE).orFail();

            assertThat(apt.downloads()).hasSize(6);
            assertThat(b.bytes().fromPeers()).isZero();
            assertThat(a.bytes()).isEqualTo(before);
            assertThat(b.peers().getBoolean("enabled")).isFalse();
            assertThat(b.peers().getBoolean("served")).isFalse();
            assertThat(b.node().figure("dht", "announcedKeys")).isZero();
            assertThatThrownBy(() -> RawClient.to(port)).isInstanceOf(ConnectException.class);
        }
    }

    /** What a node answers a neighbour who asks whether it has a file: 0 is no, 1 complete. */
    private static int stateOf(Member member, String sha256)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + member.address() + PeerPaths.HAVE))
                .version(HttpClient.Version.HTTP_1_1)
                .POST(HttpRequest.BodyPublishers.ofByteArray(HexFormat.of().parseHex(sha256)))
                .build();
        byte[] body = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofByteArray())
                .body();
        assertThat(body).hasSize(TAG_BYTES + 3);
        return body[TAG_BYTES];
    }
}
