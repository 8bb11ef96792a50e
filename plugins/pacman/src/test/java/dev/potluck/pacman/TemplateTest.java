package dev.potluck.pacman;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchiveFormatContract;
import dev.potluck.api.SampleIndex;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.ToolProvider;

/**
 * The template for new plugins: its format is compiled as it stands and keeps to the contract, and
 * its versions are the program's. It is no module of the build, since it has to stand alone.
 */
final class TemplateTest extends ArchiveFormatContract {
    private static final Path TEMPLATE = Path.of("../template");
    private static final String FORMAT = "org.example.format.ExampleFormat";

    @TempDir
    static Path classes;

    private static Class<?> compiled = Object.class;

    @BeforeAll
    static void compile() throws Exception {
        Path source = TEMPLATE.resolve("src/main/java/" + FORMAT.replace('.', '/') + ".java");
        int errors = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "--release",
                        "17",
                        "-Xlint:all,-processing,-classfile",
                        "-Werror",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(errors).as("of the compiler").isZero();
        compiled = new URLClassLoader(
                        new URL[] {classes.toUri().toURL()}, TemplateTest.class.getClassLoader())
                .loadClass(FORMAT);
    }

    @Override
    protected ArchiveFormat format() {
        try {
            return (ArchiveFormat) compiled.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(FORMAT, e);
        }
    }

    @Override
    protected List<SampleIndex> samples() throws IOException {
        return SampleIndex.corpus(TEMPLATE.resolve("src/test/resources/corpus"));
    }

    @Test
    void pom_versions_areTheProgramsOwn() throws IOException {
        String parent = Files.readString(Path.of("../../pom.xml"));
        String template = Files.readString(TEMPLATE.resolve("pom.xml"));
        for (String property : List.of("pf4j.version", "junit.version", "assertj.version")) {
            assertThat(valueOf(property, template)).isEqualTo(valueOf(property, parent));
        }
        assertThat(valueOf("potluck.version", template)).isEqualTo(valueOf("version", parent));
        for (String plugin : List.of("compiler", "surefire", "jar", "resources")) {
            assertThat(pluginVersion(plugin, template)).isEqualTo(pluginVersion(plugin, parent));
        }
    }

    private static String valueOf(String element, String pom) {
        return first("<" + Pattern.quote(element) + ">([^<]+)<", pom);
    }

    private static String pluginVersion(String plugin, String pom) {
        return first("maven-" + plugin + "-plugin</artifactId>\\s*<version>([^<]+)<", pom);
    }

    private static String first(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }
}
