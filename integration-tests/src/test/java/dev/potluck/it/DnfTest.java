package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Real dnf through the node: cold, warm, and when mirrors are gone, behind or dead. */
@Order(1)
final class DnfTest {
    private static final String TINY = "tiny";
    private static final String LARGE = "large";

    @TempDir
    private Path folder;

    private RpmRepository repository;
    private FaultyMirror mirror;
    private PotluckProcess node;

    @BeforeEach
    void start() {
        repository = new RpmRepository(folder.resolve("archive"))
                .add(TINY, "1.0", 1_000)
                .add(LARGE, "1.0", 3_000_000);
        mirror = FaultyMirror.of(repository.folder());
        SigningKey.ofThisRun().exportTo(folder.resolve("keyring.gpg"));
        node = plan().start();
    }

    private PotluckProcess.Plan plan() {
        return TlsIdentity.ofThisRun()
                .trustedBy(Scene.plan(folder.resolve("home"), folder.resolve("keyring.gpg")));
    }

    @AfterEach
    void stop() {
        node.close();
        mirror.close();
    }

    private PrivateDnf byPrefix(String name) {
        return PrivateDnf.in(folder.resolve(name), "baseurl=" + prefix(mirror) + "/os");
    }

    private String prefix(FaultyMirror which) {
        return node.uri() + "/127.0.0.1:" + which.port();
    }

    private Map<String, String> expected(String... names) throws IOException {
        Map<String, String> hashes = new java.util.TreeMap<>();
        for (String name : names) {
            Path file = repository.packageFile(name + "-");
            hashes.put(file.getFileName().toString(), Hashes.sha256(file));
        }
        return hashes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--simple-md-filenames",
                "--xz",
                "--general-compress-type=bz2",
                "--checksum=sha512",
                "--checksum=sha1",
                "--zck",
            })
    void install_eachKindOfIndex_worksColdWarmAndCutOff(String option) throws IOException {
        repository.with(option).publish();
        PrivateDnf cold = byPrefix("cold").checkingSignatures();
        cold.makecache().orFail();
        cold.install(LARGE).orFail();
        assertThat(cold.downloads()).isEqualTo(expected(LARGE));
        assertThat(node.log()).contains("signed by").contains("lists 2 files");

        mirror.forgetRequests();
        PrivateDnf warm = byPrefix("warm");
        warm.install(LARGE).orFail();
        assertThat(warm.downloads()).isEqualTo(expected(LARGE));
        assertThat(mirror.requestCount(repository.path(repository.packageFile(LARGE))))
                .isZero();

        mirror.refuse();
        PrivateDnf cutOff = byPrefix("cut-off");
        cutOff.install(LARGE).orFail();
        assertThat(cutOff.downloads()).isEqualTo(expected(LARGE));
    }

    @Test
    void install_asProxy_works() throws IOException {
        repository.publish();
        PrivateDnf dnf = PrivateDnf.in(
                folder.resolve("dnf"), "baseurl=" + mirror.uri() + "/os", "proxy=" + node.uri());
        dnf.install(LARGE).orFail();
        assertThat(dnf.downloads()).isEqualTo(expected(LARGE));
        assertThat(node.figure("traffic", "servedBytes")).isGreaterThan(3_000_000);
    }

    @Test
    void reposync_wholeRepository_isTheSame() throws IOException {
        repository.publish();
        Path copy = folder.resolve("copy");
        byPrefix("dnf").reposync(copy).orFail();
        for (String name : new String[] {TINY, LARGE}) {
            Path file = repository.packageFile(name + "-");
            Path relative = repository.os().relativize(file);
            assertThat(copy.resolve("test").resolve(relative)).hasSameBinaryContentAs(file);
        }
        assertThat(copy.resolve("test/repodata/repomd.xml")).exists();
    }

    @Test
    void upgrade_repositoryChanged_adoptsTheNewStateWhole() throws IOException {
        repository.publish();
        PrivateDnf dnf = byPrefix("dnf");
        dnf.installForGood(TINY).orFail();
        Files.delete(repository.packageFile(TINY + "-"));
        repository.add(TINY, "2.0", 2_000).publish();

        await("the new version").atMost(java.time.Duration.ofSeconds(30)).until(() -> {
            dnf.upgrade().orFail();
            return dnf.downloads().containsKey("tiny-2.0-1.noarch.rpm");
        });
        assertThat(node.log()).as("fetched before it was asked for").contains("new state");
    }

    @Test
    void install_metalinkWithADeadAndAStaleMirror_usesTheGoodOne() throws IOException {
        repository.publish();
        Path old = folder.resolve("old");
        Folders.copy(repository.folder(), old);
        repository.add("newer", "1.0", 1_000).publish();
        try (FaultyMirror stale = FaultyMirror.of(old);
                FaultyMirror dead = FaultyMirror.of(old)) {
            dead.refuse();
            repository.writeMetalink(
                    repository.folder().resolve("metalink"),
                    dead.uri(),
                    stale.uri(),
                    mirror.uri(),
                    node.uri() + "/127.0.0.1:1",
                    "file://" + old);
            String metalink = "metalink=" + prefix(mirror) + "/metalink?repo=test";
            PrivateDnf dnf = PrivateDnf.in(folder.resolve("dnf"), metalink);
            dnf.install("newer", LARGE).orFail();
            assertThat(dnf.downloads()).isEqualTo(expected("newer", LARGE));

            mirror.refuse();
            stale.refuse();
            PrivateDnf cutOff = PrivateDnf.in(folder.resolve("cut-off"), metalink);
            cutOff.install("newer", LARGE).orFail();
            assertThat(cutOff.downloads()).isEqualTo(expected("newer", LARGE));

            node = restarted();
            PrivateDnf later = PrivateDnf.in(folder.resolve("later"), metalink);
            later.install("newer").orFail();
        }
    }

    private PotluckProcess restarted() {
        int port = node.port();
        node.kill();
        return plan().port(port).start();
    }

    @Test
    void install_metalinkWithAnHttpsMirror_usesIt() throws IOException {
        repository.publish();
        try (FaultyMirror secure = FaultyMirror.ofHttps(repository.folder())) {
            repository.writeMetalink(repository.folder().resolve("metalink"), secure.uri());
            String metalink = "metalink=" + prefix(mirror) + "/metalink?repo=test";
            PrivateDnf dnf = PrivateDnf.in(folder.resolve("dnf"), metalink);
            dnf.install(LARGE).orFail();

            assertThat(dnf.downloads()).isEqualTo(expected(LARGE));
            String path = repository.path(repository.packageFile(LARGE));
            assertThat(secure.requestCount(path)).isEqualTo(1);
            assertThat(mirror.requests())
                    .extracting(FaultyMirror.Request::path)
                    .containsOnly("/metalink?repo=test");
        }
    }

    @Test
    void makecache_metalinkAheadOfAllMirrors_servesTheLastStateWhole() throws IOException {
        repository.publish();
        Path list = repository.folder().resolve("mirrors/metalink");
        Files.createDirectories(list.getParent());
        repository.writeMetalink(list, mirror.uri());
        String metalink = "metalink=" + prefix(mirror) + "/mirrors/metalink?repo=test";
        PrivateDnf.in(folder.resolve("before"), metalink).install(TINY).orFail();
        Path behind = folder.resolve("behind");
        Folders.copy(repository.folder(), behind);
        repository.add("newer", "1.0", 1_000).publish();
        repository.writeMetalink(list, mirror.uri());
        mirror.behave(path -> path.startsWith("/os/"), Fault.status(503));

        PrivateDnf during = PrivateDnf.in(folder.resolve("during"), metalink);
        during.install(TINY).orFail();
        mirror.heal();
        await("the new state").atMost(java.time.Duration.ofSeconds(30)).until(() -> {
            PrivateDnf after = PrivateDnf.in(folder.resolve("after"), metalink);
            return after.makecache().exitCode() == 0 && after.install("newer").exitCode() == 0;
        });
    }

    @Test
    void makecache_mirrorlist_isAnsweredWithTheNode() throws IOException {
        repository.publish();
        Files.writeString(
                repository.folder().resolve("mirrorlist"),
                "# test\nftp://127.0.0.1/os/\n" + mirror.uri() + "/os/\n");
        PrivateDnf dnf = PrivateDnf.in(
                folder.resolve("dnf"), "mirrorlist=" + prefix(mirror) + "/mirrorlist?repo=test");
        dnf.install(LARGE).orFail();
        assertThat(dnf.downloads()).isEqualTo(expected(LARGE));
        assertThat(node.figure("traffic", "servedBytes")).isGreaterThan(3_000_000);
    }
}
