package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.ResourceKind;

import org.pf4j.ExtensionPoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import javax.tools.ToolProvider;

/** A third party's plugin with one format, whose source the test gives. */
final class PluginJar {
    private final String id;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private String members = "";
    private boolean withApi;

    /** A plugin whose format knows no path, until more is said. */
    PluginJar(String id) {
        this.id = id;
        attributes.put("Plugin-Id", id);
        attributes.put("Plugin-Version", "1.0.0");
        attributes.put("Plugin-Requires", ">=0.1.0");
    }

    PluginJar attribute(String name, String value) {
        attributes.put(name, value);
        return this;
    }

    PluginJar without(String attribute) {
        attributes.remove(attribute);
        return this;
    }

    /** With these members of the format's class besides its name. */
    PluginJar members(String source) {
        members = source;
        return this;
    }

    /** With the API's classes in it, as a careless build packs them. */
    PluginJar withApi() {
        withApi = true;
        return this;
    }

    /** Compiles the format and writes {@code <folder>/<id>.jar}. */
    Path build(Path folder, Path work) throws IOException {
        Path classes = Files.createDirectories(work.resolve(id + "-classes"));
        compile(Files.createDirectories(work.resolve(id)).resolve("Format.java"), classes);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
        Path file = Files.createDirectories(folder).resolve(id + ".jar");
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Path type : Folders.files(classes)) {
                put(jar, classes.relativize(type).toString(), Files.readAllBytes(type));
            }
            put(jar, "META-INF/extensions.idx", "Format".getBytes(StandardCharsets.UTF_8));
            if (withApi) {
                putApi(jar);
            }
        }
        return file;
    }

    private void compile(Path source, Path classes) throws IOException {
        String defaults = members.contains("classify(") ? "" : """
                @Override public ResourceKind classify(ArchivePath path) {
                    return ResourceKind.OPAQUE;
                }
                @Override public void parse(ArchivePath index, java.io.InputStream content,
                        java.util.function.Consumer<IndexEntry> entries) {}
                """;
        Files.writeString(source, """
                import dev.potluck.api.*;

                public final class Format implements ArchiveFormat {
                    @Override public String name() { return "%s"; }
                    %s
                    %s
                }
                """.formatted(id, defaults, members));
        int errors = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "--release",
                        "17",
                        "-cp",
                        placeOf(ArchiveFormat.class) + ":" + placeOf(ExtensionPoint.class),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(errors).as("errors in the plugin " + id).isZero();
    }

    private static void putApi(JarOutputStream jar) throws IOException {
        for (Class<?> type : List.of(ArchiveFormat.class, ArchivePath.class, ResourceKind.class)) {
            try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
                String name = type.getName().replace('.', '/') + ".class";
                put(jar, name, requireNonNull(in).readAllBytes());
            }
        }
    }

    private static Path placeOf(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}
