package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Real zypper through the node: refresh and download, cold, and with the mirror cut off. */
final class ZypperTest {
    @TempDir
    private Path folder;

    @Test
    void download_coldAndCutOff_getsThePackage() throws IOException {
        RpmRepository repository = new RpmRepository(folder.resolve("archive"))
                .add("hello", "1.0", 300_000)
                .publish();
        Path file = repository.packageFile("hello-");
        Map<String, String> expected = Map.of(file.getFileName().toString(), Hashes.sha256(file));
        Path keyring = SigningKey.ofThisRun().exportTo(folder.resolve("keyring.gpg"));
        try (FaultyMirror mirror = FaultyMirror.of(repository.folder());
                PotluckProcess node =
                        Scene.plan(folder.resolve("home"), keyring).start()) {
            String url = node.uri() + "/127.0.0.1:" + mirror.port() + "/os/";
            assertThat(download("first", url)).isEqualTo(expected);
            assertThat(node.log()).contains("lists 1 files");

            mirror.refuse();
            assertThat(download("second", url)).isEqualTo(expected);
        }
    }

    private Map<String, String> download(String name, String url) throws IOException {
        PrivateZypper zypper = PrivateZypper.in(folder.resolve(name), url);
        zypper.refresh().orFail();
        zypper.install("hello").orFail();
        return zypper.downloads();
    }
}
