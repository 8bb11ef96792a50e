package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Real zypper through the node: refresh and download, cold, and with the mirror cut off. */
final class ZypperTest {
    @TempDir
    private Path folder;

    @Test
    void download_coldAndCutOff_getsThePackage() throws IOException {
        RpmRepository repository = new RpmRepository(folder.resolve("archive"))
                .add("hello", "1.0", 300_000)
                .publish();
        Path keyring = SigningKey.ofThisRun().exportTo(folder.resolve("keyring.gpg"));
        try (FaultyMirror mirror = FaultyMirror.of(repository.folder());
                PotluckProcess node =
                        Scene.plan(folder.resolve("home"), keyring).start()) {
            String url = node.uri() + "/127.0.0.1:" + mirror.port() + "/os/";
            Path first = zypperDownload("first", url);
            assertThat(first).hasSameBinaryContentAs(repository.packageFile("hello-"));
            assertThat(node.log()).contains("lists 1 files");

            mirror.refuse();
            Path second = zypperDownload("second", url);
            assertThat(second).hasSameBinaryContentAs(repository.packageFile("hello-"));
        }
    }

    private Path zypperDownload(String name, String url) throws IOException {
        Path root = Files.createDirectories(folder.resolve(name));
        Path repos = Files.createDirectories(root.resolve("repos"));
        Files.writeString(repos.resolve("test.repo"), """
                [test]
                name=test
                enabled=1
                autorefresh=1
                baseurl=%s
                type=rpm-md
                gpgcheck=0
                """.formatted(url));
        run(root, "refresh", "--force");
        run(root, "install", "--download-only", "-y", "--allow-unsigned-rpm", "hello");
        return Folders.files(root).stream()
                .filter(file -> file.toString().endsWith(".rpm"))
                .findFirst()
                .orElseThrow();
    }

    private static void run(Path root, String... words) {
        List<String> command = new ArrayList<>(List.of(
                Tools.require("zypper"),
                "--non-interactive",
                "--no-gpg-checks",
                "--root",
                root.resolve("root").toString(),
                "--reposd-dir",
                root.resolve("repos").toString(),
                "--cache-dir",
                root.resolve("cache").toString()));
        command.addAll(Arrays.asList(words));
        Command.of(command).with("HOME", root.toString()).run().orFail();
    }
}
