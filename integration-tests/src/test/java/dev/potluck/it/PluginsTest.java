package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Third parties' plugins in a node's home: sound ones work, and others stop nothing. */
final class PluginsTest {
    private static final String PACMAN = "potluck-pacman-";

    /**
     * A call of a plugin's format that hangs is waited for this long, and the memory goes first.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    private Path folder;

    @Test
    void start_realPluginDroppedIntoHome_servesItsFormat() throws IOException {
        PacmanRepository repository =
                new PacmanRepository(folder.resolve("archive"), "zst").publish("1.0-1");
        Path home = folder.resolve("home");
        Path keyring = SigningKey.ofThisRun().exportTo(folder.resolve("keyring.gpg"));
        PotluckProcess.Plan plan = Scene.plan(home, keyring)
                .withProgram(programWithoutPacman(folder.resolve("program")));
        try (FaultyMirror mirror = FaultyMirror.of(repository.folder())) {
            try (PotluckProcess without = plan.start()) {
                PrivatePacman.through(without, mirror, folder.resolve("before"))
                        .download()
                        .orFail();
                assertThat(problems(without)).doesNotContainKey("pacman");
                assertThat(without.log()).doesNotContain("is at a new state");
                without.stop();
            }
            Path dropped = Files.copy(
                    pacmanJar(),
                    Files.createDirectories(home.resolve("plugins")).resolve("x.jar"));

            try (PotluckProcess with = plan.start()) {
                assertThat(problems(with)).containsEntry("pacman", "");
                assertThat(PotluckProcess.run(home, "plugins").orFail().output())
                        .contains(dropped.toString());
                PrivatePacman.through(with, mirror, folder.resolve("after"))
                        .download()
                        .orFail();
                assertThat(with.log()).contains("test.db is at a new state (signed by");
                mirror.refuse();
                PrivatePacman last = PrivatePacman.through(with, mirror, folder.resolve("cut-off"));
                last.download().orFail();
                assertThat(last.downloaded("1.0-1"))
                        .hasSameBinaryContentAs(repository.packageFile("1.0-1"));
            }
        }
    }

    /** The assembled program, but for its plugin for pacman. */
    private static Path programWithoutPacman(Path program) throws IOException {
        Path whole = PotluckProcess.programFolder();
        Folders.copy(whole.resolve("bin"), Files.createDirectories(program).resolve("bin"));
        Folders.copy(whole.resolve("plugins"), program.resolve("plugins"));
        Files.delete(program.resolve("plugins").resolve(pacmanJar().getFileName()));
        Folders.copy(whole.resolve("lib"), program.resolve("lib"));
        return program;
    }

    private static Path pacmanJar() throws IOException {
        try (Stream<Path> jars = Files.list(PotluckProcess.programFolder().resolve("plugins"))) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith(PACMAN))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void run_badPluginsOfEveryKind_areNamedAndStopNothing() throws IOException {
        Path plugins = Files.createDirectories(folder.resolve("home/plugins"));
        new PluginJar("fat").withApi().build(plugins, folder);
        new PluginJar("newer").attribute("Plugin-Requires", ">=9.0").build(plugins, folder);
        new PluginJar("nameless").without("Plugin-Id").build(plugins, folder);
        Files.writeString(plugins.resolve("junk.jar"), "no jar at all");
        new PluginJar("thrower")
                .members(called("throw new IllegalStateException(\"as ever\");"))
                .build(plugins, folder);
        new PluginJar("looper")
                .members(called("while (true) { Thread.onSpinWait(); }"))
                .build(plugins, folder);
        new PluginJar("hoarder")
                .members("""
                        private static final java.util.List<byte[]> HOARD =
                                new java.util.ArrayList<>();
                        """ + called("while (true) { HOARD.add(new byte[1 << 20]); }"))
                .build(plugins, folder);

        try (Scene scene = Scene.in(folder)) {
            // no built-in format knows this name, so that the others are asked
            scene.get("/no/such.thing");
            await("the faults of all that were called").atMost(PATIENCE).until(() -> {
                scene.apt("client").update().orFail();
                Map<String, String> problems = problems(scene.node());
                return Stream.of("thrower", "looper", "hoarder")
                        .noneMatch(id -> problems.getOrDefault(id, "").isEmpty());
            });

            assertThat(problems(scene.node()))
                    .hasEntrySatisfying("fat", why -> assertThat(why).contains("bundles"))
                    .hasEntrySatisfying("newer", why -> assertThat(why).contains(">=9.0"))
                    .hasEntrySatisfying(
                            "nameless.jar", why -> assertThat(why).contains("Plugin-Id"))
                    .hasEntrySatisfying("junk.jar", why -> assertThat(why).contains("read"))
                    .hasEntrySatisfying("thrower", why -> assertThat(why).contains("has failed"))
                    .hasEntrySatisfying("looper", why -> assertThat(why).contains("come back"))
                    .hasEntrySatisfying("hoarder", why -> assertThat(why).contains("memory"))
                    .containsEntry("distro-debian", "");
            assertThat(scene.node().log())
                    .contains("'fat'", "'newer'", "nameless.jar", "junk.jar")
                    .contains("'thrower' failed in", "'looper' is no longer in use")
                    .contains("'hoarder' is no longer in use");
            PrivateApt apt = scene.apt("client");
            apt.install(LocalArchive.LARGE).orFail();
            assertThat(apt.downloads()).hasSize(6);
        }
    }

    /** Both methods that a format must have, with this as what they do. */
    private static String called(String statement) {
        return """
                private static boolean bad() {
                    %s
                }
                @Override public ResourceKind classify(ArchivePath path) {
                    return bad() ? ResourceKind.PACKAGE : ResourceKind.OPAQUE;
                }
                @Override public void parse(ArchivePath index, java.io.InputStream content,
                        java.util.function.Consumer<IndexEntry> entries) {
                    bad();
                }
                """.formatted(statement);
    }

    /** Plugin -> what the status says is wrong with it. */
    private static Map<String, String> problems(PotluckProcess node) {
        return node.status().getJsonArray("plugins").stream()
                .map(JsonObject.class::cast)
                .collect(Collectors.toMap(
                        plugin -> plugin.getString("id"), plugin -> plugin.getString("problem")));
    }
}
