package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Two mirrors of one archive: when one fails, the other goes on, in the middle of a file too. */
class FailoverTest {
    @TempDir
    private Path folder;

    static Stream<Fault> faults() {
        return Stream.of(
                Fault.hangBeforeHead(),
                Fault.hangAt(0.5),
                Fault.truncateAt(0.5),
                Fault.truncateAt(1),
                Fault.lengthOffBy(1),
                Fault.status(404),
                Fault.status(500),
                Fault.redirectLoop());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void get_firstMirrorFails_clientGetsWholeFileFromBoth(Fault fault) throws IOException {
        try (Pair pair = new Pair(folder)) {
            pair.apt("apt").update().orFail();
            Path file = pair.archive.packageFile(LocalArchive.LARGE);
            String path = pair.archive.path(file);
            pair.first.behave(path::equals, fault);

            RawClient.Answer answer = pair.get(path);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.complete()).isTrue();
            assertThat(answer.body().sha256()).isEqualTo(Hashes.sha256(file));
        }
    }

    @Test
    void get_firstMirrorDiesInTheMiddle_secondIsAskedForTheRestOnly() throws IOException {
        try (Pair pair = new Pair(folder)) {
            pair.apt("apt").update().orFail();
            String path = pair.archive.path(pair.archive.packageFile(LocalArchive.LARGE));
            pair.first.behave(path::equals, Fault.truncateAt(0.5));
            long before = pair.second.bodyBytes();

            assertThat(pair.get(path).complete()).isTrue();

            assertThat(pair.second.requests())
                    .filteredOn(request -> request.path().equals(path))
                    .allSatisfy(request -> assertThat(request.headers()).containsKey("range"));
            // What the first one's connection held when it broke is lost: the node reads a megabyte
            // ahead of its disk.
            assertThat(pair.second.bodyBytes() - before)
                    .isLessThan(LocalArchive.LARGE_BYTES - (512L << 10));
        }
    }

    @Test
    void get_firstMirrorSendsWrongBytes_aptGetsFileFromSecond() {
        try (Pair pair = new Pair(folder)) {
            PrivateApt apt = pair.apt("apt").option("Acquire::Retries", "3");
            apt.update().orFail();
            pair.first.behave(path -> path.startsWith("/pool/"), Fault.wrongByteAt(0.5));

            apt.install(LocalArchive.LARGE).orFail();

            assertThat(apt.downloads()).hasSize(6);
        }
    }

    @Test
    void install_clientsNameEitherMirror_shareOneCache() {
        try (Pair pair = new Pair(folder)) {
            PrivateApt apt = pair.apt("apt");
            apt.update().orFail();
            apt.install(LocalArchive.LARGE).orFail();
            long before = pair.first.bodyBytes() + pair.second.bodyBytes();

            PrivateApt other = PrivateApt.in(folder.resolve("other"))
                    .source(pair.archive.source(pair.second.uri()))
                    .proxy(pair.node.port());
            other.update().orFail();
            other.install(LocalArchive.LARGE).orFail();

            assertThat(other.downloads()).isEqualTo(apt.downloads());
            assertThat(pair.first.bodyBytes() + pair.second.bodyBytes()).isEqualTo(before);
        }
    }

    @Test
    void update_oneMirrorSilent_succeeds() {
        try (Pair pair = new Pair(folder)) {
            pair.first.fallSilent();

            pair.apt("apt").update().orFail();
        }
    }

    /** Two mirrors of one folder, and a node that knows them as one archive. */
    private static final class Pair implements AutoCloseable {
        private final LocalArchive archive;
        private final FaultyMirror first;
        private final FaultyMirror second;
        private final PotluckProcess node;
        private final Path folder;

        Pair(Path folder) {
            this.folder = folder;
            archive = LocalArchive.standard(folder.resolve("archive"));
            first = FaultyMirror.of(archive.folder());
            second = FaultyMirror.of(archive.folder());
            node = Scene.plan(folder.resolve("home"), archive)
                    .config("""
                            [[archive]]
                            name = "local"
                            format = "debian"
                            mirrors = ["%s", "%s"]
                            """.formatted(first.uri(), second.uri()))
                    .start();
        }

        PrivateApt apt(String name) {
            return PrivateApt.in(folder.resolve(name))
                    .source(archive.source(first.uri()))
                    .proxy(node.port());
        }

        RawClient.Answer get(String path) throws IOException {
            try (RawClient client = RawClient.to(node.port())) {
                return client.ask("GET " + first.uri() + path + " HTTP/1.1", "Host: localhost");
            }
        }

        @Override
        public void close() {
            node.close();
            first.close();
            second.close();
        }
    }
}
