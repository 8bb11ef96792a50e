package dev.potluck.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.MalformedIndexException;
import dev.potluck.api.ResourceKind;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Plugins that do not come back, or eat the memory: named, taken out of use, and no more. */
@Timeout(60)
final class ContainedFormatTest {
    private static final CallLimits LIMITS = new CallLimits(3_000, 300, 600);
    private static final CallLimits PATIENT = new CallLimits(30_000, 30_000, 30_000);
    private static final ArchivePath ROOT = new ArchivePath("dists/x.root");
    private static final ArchivePath BAD = new ArchivePath("dists/bad.root");
    private static final String HANG = """
            private static void bad() {
                while (!Thread.currentThread().isInterrupted()) { // so that the tests can end it
                    Thread.onSpinWait();
                }
            }
            """;
    private static final String HOARD = """
            private static final java.util.List<byte[]> HOARD = new java.util.ArrayList<>();
            private static void bad() {
                while (true) {
                    HOARD.add(new byte[16 << 20]);
                }
            }
            """;

    @TempDir
    Path folder;

    private Path builtIn;
    private Path thirdParty;

    @BeforeEach
    void shipOnePlugin() throws IOException {
        builtIn = folder.resolve("program");
        thirdParty = folder.resolve("home");
        PluginJarBuilder.withFormat("own", "own").build(builtIn, "own-0.1.0.jar");
        PluginJarBuilder.withFormat("zz-sound", "sound").build(thirdParty, "zz-sound.jar");
    }

    private PluginHost load() throws PluginException {
        return load(LIMITS);
    }

    private PluginHost load(CallLimits limits) throws PluginException {
        return PluginHost.load(builtIn, thirdParty, PluginHost.API_VERSION, limits);
    }

    private static String source(String more) {
        return PluginJarBuilder.formatSource("broken", more);
    }

    private void build(String source) throws IOException {
        new PluginJarBuilder("broken").extension("Format", source).build(thirdParty, "broken.jar");
    }

    private static ArchiveFormat format(PluginHost host, String name) {
        return host.formats().stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void assertRetired(PluginHost host, String problem) {
        PluginInfo info = host.plugins().stream()
                .filter(plugin -> plugin.id().equals("broken"))
                .findFirst()
                .orElseThrow();
        assertThat(info.state()).isEqualTo(PluginInfo.State.RETIRED);
        assertThat(info.problem().orElseThrow()).contains(problem).contains("restart");
        assertThat(info.faults()).isPositive();
        assertThat(format(host, "sound").classify(ROOT)).isEqualTo(ResourceKind.ROOT_INDEX);
        assertThat(format(host, "own").classify(ROOT)).isEqualTo(ResourceKind.ROOT_INDEX);
    }

    @Test
    void load_guestDoesNotComeBackFromItsConstructor_isRefused() throws Exception {
        build(source(HANG + "public Format() { bad(); }"));
        try (PluginHost host = load()) {
            assertThat(host.formats())
                    .extracting(ArchiveFormat::name)
                    .containsExactly("own", "sound");
            assertThat(host.plugins().get(2).id()).isEqualTo("broken");
            assertThat(host.plugins().get(2).problem().orElseThrow())
                    .contains("did not come back within 3000 ms");
        }
    }

    @Test
    void classify_doesNotComeBack_isAnsweredOnceLateThenAtOnce() throws Exception {
        build(source(HANG)
                .replace(
                        "return path.value()",
                        "if (path.fileName().startsWith(\"bad\")) bad(); return path.value()"));
        try (PluginHost host = load()) {
            ArchiveFormat broken = format(host, "broken");
            assertThat(broken.classify(ROOT)).isEqualTo(ResourceKind.ROOT_INDEX);
            assertThat(broken.classify(BAD)).isEqualTo(ResourceKind.OPAQUE);
            long beganNanos = System.nanoTime();
            assertThat(broken.classify(ROOT)).isEqualTo(ResourceKind.OPAQUE);
            assertThat(System.nanoTime() - beganNanos)
                    .isLessThan(TimeUnit.MILLISECONDS.toNanos(LIMITS.answerMs()));
            assertRetired(host, "classify did not come back within 300 ms");
        }
    }

    @Test
    void parse_doesNotComeBack_isAMalformedIndex() throws Exception {
        build(source(HANG).replace("entries) {}", "entries) { bad(); }"));
        try (PluginHost host = load()) {
            assertThatThrownBy(() -> format(host, "broken")
                            .parse(ROOT, InputStream.nullInputStream(), entry -> {}))
                    .isInstanceOf(MalformedIndexException.class);
            assertRetired(host, "parse did not come back within 600 ms");
        }
    }

    @Test
    void classify_usesUpTheMemory_givesItBack() throws Exception {
        build(source(HOARD)
                .replace(
                        "return path.value()",
                        "if (path.fileName().startsWith(\"bad\")) bad(); return path.value()"));
        try (PluginHost host = load(PATIENT)) {
            assertThat(format(host, "broken").classify(BAD)).isEqualTo(ResourceKind.OPAQUE);
            assertRetired(host, "classify used up the memory");
            byte[] again = awaitMemory((int) (Runtime.getRuntime().maxMemory() / 4));
            assertThat(again).isNotEmpty();
        }
    }

    /** The hoard goes when the plugin's classes do, on a thread of the host's. */
    private static byte[] awaitMemory(int sizeBytes) {
        while (true) {
            try {
                return new byte[sizeBytes];
            } catch (OutOfMemoryError notYet) {
                Thread.onSpinWait();
            }
        }
    }
}
