package dev.potluck.app;

import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;

import dev.potluck.app.settings.Settings;
import dev.potluck.app.settings.SettingsReader;
import dev.potluck.plugin.PluginJarBuilder;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Starts that fail, and what they leave behind. */
@Isolated("counts threads")
final class NodeTest {
    @TempDir
    Path folder;

    private Path home;
    private Path plugins;

    @BeforeEach
    void buildPlugin() throws Exception {
        home = folder.resolve("home");
        plugins = folder.resolve("plugins");
        PluginJarBuilder.withFormat("lines", "line").build(plugins, "lines.jar");
        PluginJarBuilder.withPolicy("even", "unlisted-first").build(plugins, "even.jar");
    }

    private Settings settings(int port, String toml) throws Exception {
        Path file = Files.writeString(folder.resolve("test.toml"), toml);
        return new SettingsReader()
                .addFile(file)
                .addFlag("--listen", "listen", "127.0.0.1:" + port)
                .read();
    }

    private static List<String> databaseThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("hashdb") || name.startsWith("vert.x"))
                .toList();
    }

    private List<String> openFiles() throws Exception {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(NodeTest::target)
                    .filter(target -> target.startsWith(folder.toString()))
                    .toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    @Test
    void start_portIsTaken_closesAllThatWasOpened() throws Exception {
        List<String> threadsBefore = databaseThreads();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Settings settings = settings(taken.getLocalPort(), "");

            assertThatThrownBy(() -> Node.start(home, settings, plugins))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(": address already in use; is another program there?")
                    .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
        }

        assertThat(openFiles()).isEmpty();
        assertThat(databaseThreads()).hasSameSizeAs(threadsBefore);
        try (Node node = Node.start(home, settings(0, ""), plugins)) {
            assertThat(node.listen().port()).isPositive();
            assertThat(openFiles()).isNotEmpty();
            assertThat(ListenNote.read(home)).contains(node.listen());
        }
        assertThat(ListenNote.read(home)).isEmpty();
        assertThat(openFiles()).isEmpty();
    }

    @Test
    void start_unknownPolicy_isRefused() throws Exception {
        Settings unknown = settings(0, "[cache]\npolicy = \"luck\"\n");

        assertThatThrownBy(() -> Node.start(home, unknown, plugins))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("no plugin brings the eviction policy luck")
                .hasMessageContaining("there are: unlisted-first");
        assertThat(openFiles()).isEmpty();
    }

    @Test
    void start_archiveOfAnUnknownFormat_isRefused() throws Exception {
        String archive = """
                [[archive]]
                name = "ours"
                format = "%s"
                mirrors = ["http://mirror.example/x"]
                """;
        Settings unknown = settings(0, archive.formatted("tar"));

        assertThatThrownBy(() -> Node.start(home, unknown, plugins))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("archive ours: no plugin brings the format tar")
                .hasMessageContaining("there are: line");
        assertThat(openFiles()).isEmpty();
        Node.start(home, settings(0, archive.formatted("line")), plugins).close();
    }

    @Test
    void start_requestToAMirror_tellsTheProgramAndAnotherNameInEachRun() throws Exception {
        WireMockServer mirror = new WireMockServer(options().dynamicPort());
        mirror.start();
        try {
            String nodeId = "";
            for (int run = 0; run < 2; run++) {
                try (Node node = Node.start(home, settings(0, ""), plugins)) {
                    ask(node.listen().port(), "/127.0.0.1:" + mirror.port() + "/x?y");
                    nodeId = Files.readAllLines(home.resolve("node")).get(0);
                }
            }
            String idStart = nodeId.substring(0, 8);
            List<LoggedRequest> asked = mirror.findAll(anyRequestedFor(anyUrl()));
            assertThat(asked).hasSize(2).allSatisfy(request -> {
                assertThat(request.getHeader("User-Agent")).matches("potluck/[^ ]+");
                assertThat(request.getHeader("Via")).matches("1\\.1 potluck-[0-9a-f]{16}");
                assertThat(request.getHeaders().toString()).doesNotContain(idStart);
            });
            assertThat(asked.get(0).getHeader("Via")).isNotEqualTo(asked.get(1).getHeader("Via"));
        } finally {
            mirror.stop();
        }
    }

    private static void ask(int port, String target) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
                            .formatted(target)
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }
}
