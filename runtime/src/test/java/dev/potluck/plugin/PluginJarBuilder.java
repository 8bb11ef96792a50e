package dev.potluck.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.api.ArchiveFormat;

import org.pf4j.ExtensionPoint;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles sources and packs them as a plugin: a sound one, unless told otherwise. */
public final class PluginJarBuilder {
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final List<String> extensions = new ArrayList<>();
    private final Map<String, byte[]> extraEntries = new LinkedHashMap<>();

    PluginJarBuilder(String id) {
        attributes.put("Plugin-Id", id);
        attributes.put("Plugin-Version", "1.2.3");
        attributes.put("Plugin-Provider", "A third party");
        attributes.put("Plugin-Requires", ">=0.1.0");
        attributes.put("Plugin-Description", "For the test of " + id);
    }

    /** A plugin with one format, whose class is {@code plugins.<id>.Format}. */
    public static PluginJarBuilder withFormat(String id, String formatName) {
        return new PluginJarBuilder(id).extension("Format", formatSource(formatName, ""));
    }

    /** A plugin with one eviction policy, to which all files are of the same worth. */
    public static PluginJarBuilder withPolicy(String id, String policyName) {
        return new PluginJarBuilder(id).extension("Policy", """
                public final class Policy implements dev.potluck.api.EvictionPolicy {
                    public String name() { return "%s"; }
                    public double retentionValue(CachedObject object, java.time.Instant now) {
                        return 1;
                    }
                }
                """.formatted(policyName));
    }

    /** The body of a format that knows {@code *.root} and nothing else; {@code more} is added. */
    static String formatSource(String formatName, String more) {
        return """
                public final class Format implements dev.potluck.api.ArchiveFormat {
                    public String name() { return "%s"; }
                    public ResourceKind classify(ArchivePath path) {
                        return path.value().endsWith(".root")
                                ? ResourceKind.ROOT_INDEX : ResourceKind.OPAQUE;
                    }
                    public void parse(ArchivePath index, java.io.InputStream content,
                            java.util.function.Consumer<IndexEntry> entries) {}
                    %s
                }
                """.formatted(formatName, more);
    }

    PluginJarBuilder attribute(String name, String value) {
        attributes.put(name, value);
        return this;
    }

    PluginJarBuilder withoutAttribute(String name) {
        attributes.remove(name);
        return this;
    }

    /** Adds a class and lists it as an extension. */
    PluginJarBuilder extension(String simpleName, String source) {
        extensions.add(packageName() + "." + simpleName);
        return type(simpleName, source);
    }

    /** Adds a class that is no extension. */
    PluginJarBuilder type(String simpleName, String source) {
        sources.put(
                simpleName, "package " + packageName() + ";\nimport dev.potluck.api.*;\n" + source);
        return this;
    }

    PluginJarBuilder entry(String name, byte[] content) {
        extraEntries.put(name, content);
        return this;
    }

    PluginJarBuilder withoutExtensionIndex() {
        extensions.clear();
        return this;
    }

    /** Writes {@code <folder>/<fileName>}. */
    public Path build(Path folder, String fileName) throws IOException {
        Path file = Files.createDirectories(folder).resolve(fileName);
        Path classes = Files.createTempDirectory(folder.toAbsolutePath().getParent(), "classes");
        compile(classes);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.forEach((k, v) -> manifest.getMainAttributes().putValue(k, v));
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest);
                Stream<Path> compiled = Files.walk(classes)) {
            for (Path type : compiled.filter(Files::isRegularFile).toList()) {
                put(jar, classes.relativize(type).toString(), Files.readAllBytes(type));
            }
            if (!extensions.isEmpty()) {
                put(
                        jar,
                        "META-INF/extensions.idx",
                        String.join("\n", extensions).getBytes(UTF_8));
            }
            for (Map.Entry<String, byte[]> entry : extraEntries.entrySet()) {
                put(jar, entry.getKey(), entry.getValue());
            }
        }
        return file;
    }

    private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }

    private String packageName() {
        return "plugins." + attributes.getOrDefault("Plugin-Id", "nameless").replace('-', '_');
    }

    private void compile(Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-proc:none",
                "--release",
                "17",
                "-cp",
                locationOf(ArchiveFormat.class) + ":" + locationOf(ExtensionPoint.class),
                "-d",
                classes.toString());
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((name, source) -> units.add(new Source(name, source)));
        if (units.isEmpty()) {
            return;
        }
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(null, files, problems, options, null, units)
                    .call();
            assertThat(compiled).as("%s", problems.getDiagnostics()).isTrue();
        }
    }

    private static Path locationOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return Path.of(URI.create(source.getLocation().toString()));
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String simpleName, String text) {
            super(URI.create("string:///" + simpleName + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
