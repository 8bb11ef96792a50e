package dev.potluck.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;

import dev.potluck.app.settings.HostPort;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

final class AptSetupTest {
    private static final int TIMEOUT_S = 30;

    @TempDir
    Path root;

    private Path config;
    private Path script;
    private AptSetup setup;

    @BeforeEach
    void locate() {
        config = root.resolve("etc/apt/apt.conf.d/30potluck");
        script = root.resolve("usr/local/lib/potluck/apt-proxy-detect");
        setup = new AptSetup(root);
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return output;
    }

    @Test
    void install_twice_changesNothingTheSecondTime() throws IOException {
        HostPort node = new HostPort("127.0.0.1", 9977);
        assertThat(setup.install(node)).allMatch(line -> line.startsWith("wrote "));
        assertThat(script).isExecutable();
        assertThat(setup.install(node)).allMatch(line -> line.startsWith("unchanged "));
    }

    @Test
    void install_read_byApt() throws Exception {
        setup.install(new HostPort("127.0.0.1", 9977));
        assertThat(run(
                        "env",
                        "APT_CONFIG=" + config,
                        "apt-config",
                        "shell",
                        "detect",
                        "Acquire::http::Proxy-Auto-Detect"))
                .contains("detect='/usr/local/lib/potluck/apt-proxy-detect'");
    }

    @Test
    void remove_afterInstall_leavesNothing() throws IOException {
        setup.install(new HostPort("127.0.0.1", 9977));
        setup.remove();
        assertThat(config).doesNotExist();
        assertThat(root).isEmptyDirectory();
        assertThat(setup.remove()).allMatch(line -> line.startsWith("was not there"));
    }

    @Test
    void remove_foldersInUse_leavesThem() throws IOException {
        Path others = Files.createDirectories(root.resolve("usr/local/lib/python3"));
        Path linked = Files.createDirectories(root.resolve("elsewhere"));
        Files.createDirectories(root.resolve("etc"));
        Files.createSymbolicLink(root.resolve("etc/apt"), linked);
        setup.install(new HostPort("127.0.0.1", 9977));
        setup.remove();
        assertThat(others).isDirectory();
        assertThat(root.resolve("etc/apt")).isSymbolicLink();
    }

    @Test
    void installAndRemove_filesOfOthers_areLeftAlone() throws IOException {
        Files.createDirectories(config.getParent());
        Files.writeString(config, "Acquire::http::Proxy \"http://proxy.lan:3142\";\n");
        for (var attempt : List.<ThrowingCallable>of(
                () -> setup.install(new HostPort("127.0.0.1", 9977)), () -> setup.remove())) {
            assertThatThrownBy(attempt).hasMessageContaining("was not written by potluck");
        }
        assertThat(config).content().contains("proxy.lan");
        assertThat(script).doesNotExist();
    }

    @Test
    void script_nodeAnswers_printsItsAddress() throws Exception {
        HttpServer node =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/-/health", exchange -> exchange.sendResponseHeaders(200, -1));
        node.start();
        try {
            int port = node.getAddress().getPort();
            setup.install(new HostPort("127.0.0.1", port));
            assertThat(run(script.toString(), "http://mirror.example.org/x"))
                    .isEqualTo("http://127.0.0.1:" + port + "\n");
        } finally {
            node.stop(0);
        }
    }

    @Test
    void script_nobodyThere_printsNothing() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        setup.install(new HostPort("127.0.0.1", port));
        assertThat(run(script.toString(), "http://mirror.example.org/x")).isEmpty();
    }

    @Test
    void script_nodeHangs_printsNothing() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            setup.install(new HostPort("127.0.0.1", mute.getLocalPort()));
            assertThat(run(script.toString(), "http://mirror.example.org/x")).isEmpty();
        }
    }
}
