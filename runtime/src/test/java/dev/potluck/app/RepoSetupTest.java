package dev.potluck.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.app.settings.HostPort;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

final class RepoSetupTest {
    private static final HostPort NODE = new HostPort("127.0.0.1", 9977);

    private static final String REPO = """
            # Fedora, as it ships \u00e4
            [fedora]
            name=Fedora $releasever - $basearch
            #baseurl=http://download.example/pub/fedora/linux/releases/$releasever/
            metalink=https://m.example/metalink?repo=fedora-$releasever&arch=$basearch
            gpgkey=https://keys.example/KEY
                   file:///etc/pki/rpm-gpg/RPM-GPG-KEY-fedora-$releasever-$basearch

            [plain]
            name = plain
            baseurl = http://a.example/os/
                      http://b.example/os/
            enabled=0

            [mixed]
            baseurl=http://a.example/x/ https://b.example/x/
            [corporate]
            baseurl=https://c.example/
            proxy=http://proxy.corp:3128
            [local]
            baseurl=file:///srv/repo""";

    @TempDir
    Path root;

    private Path file;
    private RepoSetup setup;

    @BeforeEach
    void writeRepositories() throws IOException {
        file = Files.createDirectories(root.resolve(RepoSetup.DNF_FOLDER)).resolve("fedora.repo");
        Files.writeString(file, REPO);
        setup = new RepoSetup(root, RepoSetup.DNF_FOLDER);
    }

    @Test
    void install_repositories_changesTheirUrlsAndNothingElse() throws IOException {
        assertThat(setup.install(NODE)).containsExactly("changed " + file);
        assertThat(Files.readString(file))
                .isEqualTo(
                        REPO.replace("metalink=https://", "metalink=http://127.0.0.1:9977/https/")
                                .replace(
                                        "baseurl = http://a.example/os/",
                                        RepoFile.MARK + "\nproxy=http://127.0.0.1:9977\n"
                                                + "baseurl = http://a.example/os/")
                                .replace(
                                        "baseurl=http://a.example/x/ https://b.example/x/",
                                        "baseurl=http://127.0.0.1:9977/a.example/x/"
                                                + " http://127.0.0.1:9977/https/b.example/x/"));
    }

    @Test
    void install_twice_changesNothingTheSecondTime() throws IOException {
        setup.install(NODE);
        String once = Files.readString(file);
        assertThat(setup.install(NODE)).containsExactly("unchanged " + file);
        assertThat(Files.readString(file)).isEqualTo(once);
    }

    @Test
    void remove_afterInstall_givesBackEveryByte() throws IOException {
        byte[] latin1 = "[x]\nname=\u00e9\r\nbaseurl=https://x.example/\r\n"
                .getBytes(StandardCharsets.ISO_8859_1);
        Path other = file.resolveSibling("other.repo");
        Files.write(other, latin1);
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-r-----"));
        setup.install(NODE);
        assertThat(Files.readAllBytes(other)).isNotEqualTo(latin1);
        assertThat(setup.remove(NODE)).containsExactly("changed " + file, "changed " + other);
        assertThat(Files.readString(file)).isEqualTo(REPO);
        assertThat(Files.readAllBytes(other)).isEqualTo(latin1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(other)))
                .isEqualTo("rw-r-----");
        assertThat(setup.remove(NODE)).allMatch(line -> line.startsWith("unchanged"));
    }

    @Test
    void remove_fileEditedSince_keepsTheEdit() throws IOException {
        setup.install(NODE);
        Files.writeString(file, Files.readString(file).replace("enabled=0", "enabled=1"));
        setup.remove(NODE);
        assertThat(Files.readString(file)).isEqualTo(REPO.replace("enabled=0", "enabled=1"));
    }

    @Test
    void install_otherFiles_areLeftAlone() throws IOException {
        Path backup = file.resolveSibling("fedora.repo.rpmsave");
        Files.writeString(backup, REPO);
        setup.install(NODE);
        assertThat(Files.readString(backup)).isEqualTo(REPO);
    }

    @Test
    void install_noSuchPackageManager_saysSo() {
        assertThatThrownBy(() -> new RepoSetup(root, RepoSetup.ZYPPER_FOLDER).install(NODE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("etc/zypp/repos.d is not there");
    }
}
