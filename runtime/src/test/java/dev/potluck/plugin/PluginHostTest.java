package dev.potluck.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.ResourceKind;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

final class PluginHostTest {
    private static final ArchivePath ROOT = new ArchivePath("dists/x.root");

    @TempDir
    Path folder;

    private Path builtIn;
    private Path thirdParty;

    @BeforeEach
    void shipOnePlugin() throws IOException {
        builtIn = folder.resolve("program");
        thirdParty = folder.resolve("home");
        PluginJarBuilder.withFormat("own", "own").build(builtIn, "own-0.1.0.jar");
    }

    @Test
    void load_soundPlugins_contributesOneInstanceOfEach() throws Exception {
        PluginJarBuilder.withFormat("guest", "guest")
                .extension("Policy", """
                        public final class Policy implements EvictionPolicy {
                            public String name() { return "lru"; }
                            public double retentionValue(CachedObject o, java.time.Instant now) {
                                return 0;
                            }
                        }
                        """)
                .build(thirdParty, "guest.jar");
        try (PluginHost host = load()) {
            assertThat(host.formats())
                    .extracting(ArchiveFormat::name)
                    .containsExactly("own", "guest");
            assertThat(host.formats().get(1).classify(ROOT)).isEqualTo(ResourceKind.ROOT_INDEX);
            assertThat(host.formats().get(1)).isSameAs(host.formats().get(1));
            assertThat(host.evictionPolicies()).hasSize(1);
            assertThat(host.evictionPolicies().get(0))
                    .isSameAs(host.evictionPolicies().get(0));
            assertThat(host.deltaCodecs()).isEmpty();
            PluginInfo guest = host.plugins().get(1);
            assertThat(guest.id()).isEqualTo("guest");
            assertThat(guest.version()).isEqualTo("1.2.3");
            assertThat(guest.provider()).isEqualTo("A third party");
            assertThat(guest.description()).isEqualTo("For the test of guest");
            assertThat(guest.state()).isEqualTo(PluginInfo.State.STARTED);
            assertThat(guest.file()).isEqualTo(thirdParty.resolve("guest.jar"));
            assertThat(guest.extensions())
                    .containsExactly("ArchiveFormat guest", "EvictionPolicy lru");
            assertThat(guest.problem()).isEmpty();
        }
    }

    @Test
    void load_readOnlyFolder_writesNothing() throws Exception {
        Files.setPosixFilePermissions(builtIn, PosixFilePermissions.fromString("r-xr-xr-x"));
        load().close();
        try (Stream<Path> left = Files.list(builtIn)) {
            assertThat(left).containsExactly(builtIn.resolve("own-0.1.0.jar"));
        }
        assertThat(thirdParty).doesNotExist();
    }

    @Test
    void load_plugin_seesTheApiAndTheJdkOnly() throws Exception {
        String probe = """
                public ResourceKind classifyBy(String name) {
                    try {
                        Class.forName(name, false, getClass().getClassLoader());
                        return ResourceKind.PACKAGE;
                    } catch (ClassNotFoundException e) {
                        return ResourceKind.OPAQUE;
                    }
                }
                """;
        String asksTheProbe = """
                String file = path.fileName();
                if (file.endsWith(".class")) return classifyBy(file.replace(".class", ""));
                return path.value()""";
        String format = PluginJarBuilder.formatSource("probe", probe);
        new PluginJarBuilder("probe")
                .extension("Format", format.replace("return path.value()", asksTheProbe))
                .build(thirdParty, "probe.jar");
        try (PluginHost host = load()) {
            assertThat(visible(host, "java.lang.String")).isTrue();
            assertThat(visible(host, "java.sql.Connection")).isTrue();
            assertThat(visible(host, "org.slf4j.Logger")).isTrue();
            assertThat(visible(host, "org.pf4j.Plugin")).isTrue();
            assertThat(visible(host, "dev.potluck.api.ArchivePath")).isTrue();
            assertThat(visible(host, "dev.potluck.plugin.PluginHost")).isFalse();
            assertThat(visible(host, "dev.potluck.apiary.Bee")).isFalse();
            assertThat(visible(host, "io.vertx.core.Vertx")).isFalse();
            assertThat(visible(host, "ch.qos.logback.classic.Logger")).isFalse();
            assertThat(visible(host, "plugins.own.Format")).isFalse();
        }
    }

    private static boolean visible(PluginHost host, String className) {
        return host.formats().get(1).classify(new ArchivePath("a/" + className + ".class"))
                == ResourceKind.PACKAGE;
    }

    @Test
    void load_builtInContributesNothing_refusesToStart() throws Exception {
        Path file = PluginJarBuilder.withFormat("empty", "empty")
                .withoutExtensionIndex()
                .build(builtIn, "empty.jar");
        assertThatThrownBy(this::load)
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("'empty'")
                .hasMessageContaining(file.toString())
                .hasMessageContaining("contributes nothing");
    }

    @Test
    void load_builtInDoesNotStart_refusesToStart() throws Exception {
        PluginJarBuilder.withFormat("stuck", "stuck")
                .attribute("Plugin-Class", "plugins.stuck.Starter")
                .type("Starter", """
                        public final class Starter extends org.pf4j.Plugin {
                            @Override public void start() {
                                throw new IllegalStateException("no licence");
                            }
                        }
                        """)
                .build(builtIn, "stuck.jar");
        assertThatThrownBy(this::load)
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("'stuck'")
                .hasMessageContaining(
                        "does not start (java.lang.IllegalStateException: no licence)");
    }

    @Test
    void load_noBuiltIns_refusesToStart() throws Exception {
        Path none = Files.createDirectory(folder.resolve("none"));
        assertThatThrownBy(() -> PluginHost.load(none, thirdParty, PluginHost.API_VERSION))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining(none + " is empty");
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> PluginHost.load(missing, thirdParty, PluginHost.API_VERSION))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining(missing + " cannot be read");
    }

    @Test
    void load_guestBundlesTheApi_isRefused() throws Exception {
        PluginJarBuilder.withFormat("fat", "fat")
                .entry("dev/potluck/api/ArchiveFormat.class", new byte[] {1})
                .build(thirdParty, "fat.jar");
        assertRefused("fat", "bundles the classes of potluck-api");
    }

    @Test
    void load_guestNeedsANewerApi_isRefused() throws Exception {
        PluginJarBuilder.withFormat("newer", "newer")
                .attribute("Plugin-Requires", ">=9.0.0")
                .build(thirdParty, "newer.jar");
        assertRefused("newer", "requires version >=9.0.0 of the API, and this program has 0.1.0");
    }

    @Test
    void load_guestRequiresNonsense_isRefused() throws Exception {
        PluginJarBuilder.withFormat("odd", "odd")
                .attribute("Plugin-Requires", ">=<banana")
                .build(thirdParty, "odd.jar");
        assertRefused("odd", "cannot be loaded");
    }

    @Test
    void load_guestWithoutDescriptor_isRefused() throws Exception {
        PluginJarBuilder.withFormat("anon", "anon")
                .withoutAttribute("Plugin-Id")
                .build(thirdParty, "anon.jar");
        assertRefused("anon.jar", "has no Plugin-Id");
    }

    @Test
    void load_guestWithoutVersion_isRefused() throws Exception {
        PluginJarBuilder.withFormat("ageless", "ageless")
                .withoutAttribute("Plugin-Version")
                .build(thirdParty, "ageless.jar");
        assertRefused("ageless", "has no Plugin-Version");
    }

    @Test
    void load_guestTakesABuiltInsId_isRefused() throws Exception {
        PluginJarBuilder.withFormat("own", "other").build(thirdParty, "own.jar");
        assertRefused("own", "has the same id as " + builtIn.resolve("own-0.1.0.jar"));
    }

    @Test
    void load_guestTakesABuiltInsFormatName_isRefused() throws Exception {
        PluginJarBuilder.withFormat("rival", "own").build(thirdParty, "rival.jar");
        assertRefused("rival", "there is already an ArchiveFormat named 'own'");
    }

    @Test
    void load_guestWithBadFormatName_isRefused() throws Exception {
        PluginJarBuilder.withFormat("shouting", "Ünnamed!").build(thirdParty, "shouting.jar");
        assertRefused("shouting", "is not lower-case letters and digits");
    }

    @Test
    void load_guestsExtensionThrows_isRefused() throws Exception {
        PluginJarBuilder.withFormat("thrower", "thrower")
                .extension("Policy", """
                        public final class Policy implements EvictionPolicy {
                            public Policy() { throw new StackOverflowError("too deep"); }
                            public String name() { return "p"; }
                            public double retentionValue(CachedObject o, java.time.Instant now) {
                                return 0;
                            }
                        }
                        """)
                .build(thirdParty, "thrower.jar");
        assertRefused("thrower", "plugins.thrower.Policy (java.lang.StackOverflowError: too deep)");
    }

    @Test
    void load_guestsExtensionIsMissing_isRefused() throws Exception {
        new PluginJarBuilder("gone")
                .entry("META-INF/extensions.idx", "plugins.gone.Format".getBytes(UTF_8))
                .build(thirdParty, "gone.jar");
        assertRefused("gone", "java.lang.ClassNotFoundException: plugins.gone.Format");
    }

    @Test
    void load_guestImplementsNoExtensionPoint_isRefused() throws Exception {
        PluginJarBuilder.withFormat("vague", "vague")
                .extension(
                        "Thing", "public final class Thing implements org.pf4j.ExtensionPoint {}")
                .build(thirdParty, "vague.jar");
        assertRefused("vague", "implements none of this program's extension points");
    }

    @Test
    void load_guestDependsOnAnother_isRefused() throws Exception {
        PluginJarBuilder.withFormat("needy", "needy")
                .attribute("Plugin-Dependencies", "own")
                .build(thirdParty, "needy.jar");
        assertRefused("needy", "has Plugin-Dependencies");
    }

    @Test
    void load_guestsPluginClassIsMissing_isRefused() throws Exception {
        PluginJarBuilder.withFormat("headless", "headless")
                .attribute("Plugin-Class", "plugins.headless.Missing")
                .build(thirdParty, "headless.jar");
        assertRefused("headless", "has no usable Plugin-Class plugins.headless.Missing");
    }

    @Test
    void load_guestIsNoJar_isRefused() throws Exception {
        Files.createDirectories(thirdParty);
        Files.write(thirdParty.resolve("junk.jar"), "not a zip at all".getBytes(UTF_8));
        assertRefused("junk.jar", "cannot be read");
    }

    @Test
    void load_guestIsAZipOrAFolder_isRefused() throws Exception {
        PluginJarBuilder.withFormat("zipped", "zipped").build(thirdParty, "zipped.zip");
        Files.createDirectories(thirdParty.resolve("unpacked"));
        Files.createDirectories(thirdParty.resolve("folder.jar"));
        try (PluginHost host = load()) {
            assertThat(host.formats()).hasSize(1);
            assertThat(host.plugins().subList(1, 4))
                    .extracting(PluginInfo::id)
                    .containsExactly("folder.jar", "unpacked", "zipped.zip");
            assertThat(host.plugins().subList(1, 4))
                    .allMatch(plugin -> plugin.problem().isPresent());
        }
    }

    @Test
    void load_guestIsTruncatedAnywhere_isRefused() throws Exception {
        byte[] whole = Files.readAllBytes(PluginJarBuilder.withFormat("cut", "cut")
                .build(folder.resolve("whole"), "cut.jar"));
        Files.createDirectories(thirdParty);
        for (int length = 0; length < whole.length; length += 97) {
            Files.write(thirdParty.resolve("cut.jar"), Arrays.copyOf(whole, length));
            assertRefused("cut.jar", "");
        }
    }

    @Test
    void load_guestsClassIsCorrupt_isRefused() throws Exception {
        new PluginJarBuilder("corrupt")
                .entry("META-INF/extensions.idx", "plugins.corrupt.Format".getBytes(UTF_8))
                .entry("plugins/corrupt/Format.class", "CAFEBABE? no".getBytes(UTF_8))
                .build(thirdParty, "corrupt.jar");
        assertRefused("corrupt", "fails in its extension plugins.corrupt.Format");
    }

    private PluginHost load() throws PluginException {
        return PluginHost.load(builtIn, thirdParty, PluginHost.API_VERSION);
    }

    /** One sound guest stands beside the broken one, and is loaded all the same. */
    private void assertRefused(String id, String problem) throws Exception {
        PluginJarBuilder.withFormat("zz-sound", "sound").build(thirdParty, "zz-sound.jar");
        try (PluginHost host = load()) {
            List<PluginInfo> plugins = host.plugins();
            assertThat(plugins)
                    .extracting(PluginInfo::id)
                    .startsWith("own", "zz-sound")
                    .hasSize(3);
            PluginInfo refused = plugins.get(2);
            assertThat(refused.state()).isEqualTo(PluginInfo.State.REFUSED);
            assertThat(refused.id()).isEqualTo(id);
            assertThat(refused.extensions()).isEmpty();
            assertThat(refused.problem().orElseThrow()).contains(problem);
            assertThat(host.formats())
                    .extracting(ArchiveFormat::name)
                    .containsExactly("own", "sound");
        }
    }
}
