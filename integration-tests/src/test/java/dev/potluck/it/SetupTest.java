package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code potluck setup} writes is what dnf and zypper need, and can be taken back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SetupTest {
    private static final String PLAIN = "plain-package";
    private static final String SECURE = "secure-package";
    private static final String LISTED = "listed-package";

    private static final int SIZE_BYTES = 200_000;

    private final Path folder;
    private final RpmRepository plain;
    private final RpmRepository secure;
    private final RpmRepository listed;
    private final FaultyMirror plainMirror;
    private final FaultyMirror secureMirror;
    private final FaultyMirror listedMirror;
    private final PotluckProcess node;

    SetupTest(@TempDir Path folder) {
        this.folder = folder;
        plain = repository("plain", PLAIN);
        secure = repository("secure", SECURE);
        listed = repository("listed", LISTED);
        plainMirror = FaultyMirror.of(plain.folder());
        secureMirror = FaultyMirror.ofHttps(secure.folder());
        listedMirror = FaultyMirror.ofHttps(listed.folder());
        Path keyring = SigningKey.ofThisRun().exportTo(folder.resolve("keyring.gpg"));
        node = TlsIdentity.ofThisRun()
                .trustedBy(Scene.plan(folder.resolve("home"), keyring))
                .start();
    }

    private RpmRepository repository(String name, String packageName) {
        return new RpmRepository(folder.resolve(name))
                .add(packageName, "1.0", SIZE_BYTES)
                .publish();
    }

    @BeforeAll
    void writeMetalink() {
        listed.writeMetalink(listed.folder().resolve("metalink"), listedMirror.uri());
    }

    @AfterAll
    void stop() {
        node.close();
        plainMirror.close();
        secureMirror.close();
        listedMirror.close();
    }

    @Test
    void setupDnf_repositoriesOfEachKind_areUsedThroughTheNodeAndGivenBack() throws IOException {
        Path root = folder.resolve("dnf");
        Path repos = root.resolve("etc/yum.repos.d");
        Path file = repositories(repos, """
                [listed]
                name=listed $basearch
                metalink=%s/metalink?repo=listed&arch=$basearch
                enabled=1
                gpgcheck=0
                """.formatted(listedMirror.uri()));
        String before = Files.readString(file);
        PrivateDnf alone = PrivateDnf.withRepositories(folder.resolve("alone"), repos);
        assertThat(alone.install(SECURE).exitCode())
                .as("dnf alone does not trust the mirror's certificate")
                .isNotZero();

        setup("dnf", root).orFail();
        PrivateDnf dnf = PrivateDnf.withRepositories(root, repos);
        dnf.install(PLAIN, SECURE, LISTED).orFail();

        assertThat(dnf.downloads().values())
                .containsExactlyInAnyOrder(
                        Hashes.sha256(plain.packageFile(PLAIN)),
                        Hashes.sha256(secure.packageFile(SECURE)),
                        Hashes.sha256(listed.packageFile(LISTED)));
        assertServedFromCache("dnf", root);
        assertThat(setup("dnf", root, "--remove").orFail().output()).contains("changed " + file);
        assertThat(Files.readString(file)).isEqualTo(before);
        assertThat(Folders.files(root.resolve("etc"))).containsExactly(file);
    }

    @Test
    void setupZypper_repositoriesOfEachKind_areUsedThroughTheNodeAndGivenBack() throws IOException {
        Path root = folder.resolve("zypper");
        Path repos = root.resolve("etc/zypp/repos.d");
        Path file = repositories(repos, "");
        String before = Files.readString(file);
        PrivateZypper zypper = PrivateZypper.withRepositories(root, repos);

        setup("zypper", root).orFail();
        zypper.refresh().orFail();
        zypper.install(PLAIN, SECURE).orFail();

        assertThat(zypper.downloads().values())
                .containsExactlyInAnyOrder(
                        Hashes.sha256(plain.packageFile(PLAIN)),
                        Hashes.sha256(secure.packageFile(SECURE)));
        setup("zypper", root, "--remove").orFail();
        assertThat(Files.readString(file)).isEqualTo(before);
        assertThat(Folders.files(root.resolve("etc"))).containsExactly(file);
    }

    /** All mirrors go, and a new client is served as before: the node was in between. */
    private void assertServedFromCache(String program, Path root) {
        plainMirror.refuse();
        secureMirror.refuse();
        listedMirror.refuse();
        PrivateDnf second = PrivateDnf.withRepositories(
                folder.resolve(program + "-second"), root.resolve("etc/yum.repos.d"));
        second.install(PLAIN, SECURE, LISTED).orFail();
        assertThat(second.downloads()).hasSize(3);
        plainMirror.heal();
        secureMirror.heal();
        listedMirror.heal();
    }

    private Command.Outcome setup(String program, Path root, String... more) {
        String[] words = new String[more.length + 4];
        System.arraycopy(
                new String[] {"setup", program, "--root", root.toString()}, 0, words, 0, 4);
        System.arraycopy(more, 0, words, 4, more.length);
        return PotluckProcess.run(folder.resolve("home"), words);
    }

    private Path repositories(Path repos, String more) throws IOException {
        String text = """
                # as a distribution ships it
                [plain]
                name = plain
                baseurl = %s/os/
                enabled=1
                gpgcheck=0

                [secure]
                name=secure
                baseurl=%s/os/
                enabled=1
                gpgcheck=0

                """.formatted(plainMirror.uri(), secureMirror.uri());
        return Files.writeString(
                Files.createDirectories(repos).resolve("example.repo"), text + more);
    }
}
