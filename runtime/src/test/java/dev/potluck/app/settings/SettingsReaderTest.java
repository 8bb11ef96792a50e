package dev.potluck.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.app.settings.Settings.LogLevel;
import dev.potluck.trust.TrustMode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

final class SettingsReaderTest {
    @TempDir
    Path folder;

    private Path write(String toml) throws IOException {
        return Files.writeString(folder.resolve("potluck.toml"), toml);
    }

    private SettingsReader reader(String toml) throws Exception {
        return new SettingsReader().addFile(write(toml));
    }

    private void assertRefused(String toml, String... parts) {
        assertThatThrownBy(() -> reader(toml).read())
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(folder.resolve("potluck.toml").toString())
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining("\n");
    }

    @Test
    void defaults_nothingWritten_areAllowed() {
        Settings settings = Settings.defaults();
        assertThat(settings.listen()).isEqualTo(new HostPort("127.0.0.1", 9977));
        assertThat(settings.clients().mayConnectTo("example.org")).isTrue();
        assertThat(settings.cache().quota()).isEqualTo(Quota.AUTO);
        assertThat(settings.archives()).isEmpty();
    }

    @Test
    void read_everySection_takesItsValues() throws Exception {
        Settings settings = reader("""
                        listen = "[::1]:80"
                        log-level = "debug"
                        [clients]
                        allow = ["10.1.0.0/16"]
                        connect-hosts = ["*.example.org"]
                        [mirror]
                        max-redirects = 0
                        [trust]
                        mode = "require"
                        keyrings = ["/etc/keys/ours.gpg"]
                        [cache]
                        quota = "10%"
                        memory-cache = "1 MiB"
                        """).read();
        assertThat(settings.listen()).isEqualTo(new HostPort("::1", 80));
        assertThat(settings.logLevel()).isEqualTo(LogLevel.DEBUG);
        assertThat(settings.clients().allow().permits(InetAddress.getByName("10.1.2.3")))
                .isTrue();
        assertThat(settings.clients().allow().permits(InetAddress.getByName("127.0.0.1")))
                .isFalse();
        assertThat(settings.clients().mayConnectTo("example.com")).isFalse();
        assertThat(settings.mirror().maxRedirects()).isZero();
        assertThat(settings.trust().mode()).isEqualTo(TrustMode.REQUIRE);
        assertThat(settings.trust().keyrings()).containsExactly(Path.of("/etc/keys/ours.gpg"));
        assertThat(settings.cache().quota().bytesOf(1000)).isEqualTo(100);
        assertThat(settings.cache().memoryCacheBytes()).isEqualTo(1 << 20);
    }

    @Test
    void read_archives_areInOrder() throws Exception {
        Settings settings = reader("""
                        [[archive]]
                        name = "one"
                        format = "debian"
                        mirrors = ["http://a.example/debian", "https://b.example/"]
                        [[archive]]
                        name = "two"
                        format = "debian"
                        mirrors = ["http://c.example"]
                        share = false
                        trust-mode = "off"
                        keyrings = ["/etc/keys/two.gpg", "/etc/keys/more"]
                        """).read();
        assertThat(settings.archives())
                .extracting(Settings.Archive::name)
                .containsExactly("one", "two");
        assertThat(settings.archives().get(0).mirrors())
                .containsExactly(
                        URI.create("http://a.example/debian/"), URI.create("https://b.example/"));
        assertThat(settings.archives().get(0).share()).isTrue();
        assertThat(settings.archives().get(1).share()).isFalse();
        assertThat(settings.archives().get(1).trustMode()).contains(TrustMode.OFF);
        assertThat(settings.archives().get(0).keyrings()).isEmpty();
        assertThat(settings.archives().get(1).keyrings())
                .containsExactly(Path.of("/etc/keys/two.gpg"), Path.of("/etc/keys/more"));
    }

    @Test
    void addAssignment_overFile_wins() throws Exception {
        Settings settings = reader("listen = \"127.0.0.1:1\"\n[clients]\nallow = [\"all\"]")
                .addFlag("--listen", "listen", "127.0.0.1:2")
                .addAssignment("clients.allow = loopback, 10.0.0.0/8")
                .read();
        assertThat(settings.listen().port()).isEqualTo(2);
        assertThat(settings.clients().allow().permits(InetAddress.getByName("10.0.0.1")))
                .isTrue();
        assertThat(settings.clients().allow().permits(InetAddress.getByName("8.8.8.8")))
                .isFalse();
    }

    @Test
    void read_unknownKey_namesLineAndNearestKey() {
        assertRefused("[cache]\n\nqouta = 1", ":3: ", "cache.qouta", "did you mean cache.quota?");
        assertRefused("quota = 1", ":1: ", "did you mean cache.quota?");
        assertRefused("[nonsense]\nthis-is-far-off = 1", ":2: ", "the keys are listen, ");
        assertRefused(
                "[[archive]]\nname = \"a\"\nmirror = [\"http://x\"]", ":3: ", "mean mirrors?");
    }

    @Test
    void read_badValue_namesLineKeyAndWhatIsAllowed() {
        assertRefused("listen = 9977", ":1: ", "listen = \"9977\"", "HOST:PORT");
        assertRefused("\n[mirror]\nmax-redirects = 99", ":3: ", "from 0 to 20");
        assertRefused("[trust]\nmode = \"maybe\"", ":2: ", "auto, require, off");
        assertRefused("[clients]\nallow = [\"10.0.0.0/33\"]", ":2: ", "10.0.0.0/33", "loopback");
        assertRefused("listen = [\"127.0.0.1:1\"]", ":1: ", "HOST:PORT");
        assertRefused("listen = {a = 1}", ":1: ", "listen.a");
    }

    @Test
    void read_badArchive_namesItsLine() {
        assertRefused("\n[[archive]]\nname = \"a\"", ":2: ", "has no format");
        assertRefused("archive = 1", ":1: ", "[[archive]]");
        assertRefused("""
                [[archive]]
                name = "a"
                format = "debian"
                mirrors = ["ftp://x.example/"]
                """, ":4: ", "http or https");
        String twice = """
                [[archive]]
                name = "a"
                format = "debian"
                mirrors = ["http://x.example/"]
                """;
        assertRefused(twice + twice, ":5: ", "second archive");
    }

    @Test
    void read_notToml_namesLine() {
        assertRefused("listen = \n", ":1: ", "not TOML");
    }

    @Test
    void addFile_folder_isRefusedByName() {
        assertThatThrownBy(() -> new SettingsReader().addFile(folder))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(folder + ": is a folder");
    }

    @Test
    void addFile_pipe_isReadToItsEnd() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try {
                Files.writeString(pipe, "listen = \"127.0.0.1:7\"\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(new SettingsReader().addFile(pipe).read().listen().port()).isEqualTo(7);
        writer.join();
    }

    @Test
    void addFile_endless_isRefused() {
        assertThatThrownBy(() -> new SettingsReader().addFile(Path.of("/dev/zero")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("bytes allowed");
    }

    @Test
    void addAssignment_withoutEquals_isRefused() {
        assertThatThrownBy(() -> new SettingsReader().addAssignment("listen"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("key=value");
    }

    @Test
    void listing_fileAndDefault_saysWhence() throws Exception {
        assertThat(reader("log-level = \"warn\"").listing())
                .contains("listen = 127.0.0.1:9977")
                .anyMatch(line -> line.startsWith("log-level = warn    # ") && line.endsWith(":1"));
    }
}
