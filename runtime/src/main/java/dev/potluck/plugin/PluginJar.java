package dev.potluck.plugin;

import org.jspecify.annotations.Nullable;
import org.pf4j.ManifestPluginDescriptorFinder;
import org.pf4j.processor.ExtensionStorage;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * What a plugin's jar says of itself, read before any of its classes is loaded.
 *
 * @param file the jar
 * @param id never blank
 * @param version empty only beside a defect
 * @param provider empty if it does not say
 * @param description empty if it does not say
 * @param requires the API versions it works with, {@code *} if it does not say
 * @param extensionClasses names of its extension classes, sorted
 * @param defect why it cannot be a plugin of this program, and what to do
 */
record PluginJar(
        Path file,
        String id,
        String version,
        String provider,
        String description,
        String requires,
        Set<String> extensionClasses,
        Optional<String> defect) {
    private static final String API_FOLDER = "dev/potluck/api/";
    private static final String EXTENSION_INDEX = "META-INF/extensions.idx";

    /** The file's own name. */
    static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** What stands for a file of which nothing is known. */
    static PluginJar unread(Path file) {
        return new PluginJar(file, nameOf(file), "", "", "", "*", Set.of(), Optional.empty());
    }

    /** @throws PluginException if the file is not a jar, or names no plugin */
    static PluginJar read(Path file) throws PluginException {
        String name = nameOf(file);
        if (!name.endsWith(".jar")) {
            throw new PluginException(
                    name, file, "is not a .jar file: a plugin is one jar; move anything else away");
        }
        try (JarFile jar = new JarFile(file.toFile())) {
            return read(jar, file);
        } catch (IOException | SecurityException e) {
            throw new PluginException(
                    name, file, "cannot be read: " + e.getMessage() + "; download it again", e);
        }
    }

    private static PluginJar read(JarFile jar, Path file) throws IOException, PluginException {
        Manifest manifest = jar.getManifest();
        Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
        String id = value(attributes, ManifestPluginDescriptorFinder.PLUGIN_ID, "");
        if (id.isEmpty()) {
            throw new PluginException(
                    nameOf(file), file, "has no Plugin-Id in its manifest: is it a plugin?");
        }
        Set<String> extensionClasses = extensionClasses(jar);
        return new PluginJar(
                file,
                id,
                value(attributes, ManifestPluginDescriptorFinder.PLUGIN_VERSION, ""),
                value(attributes, ManifestPluginDescriptorFinder.PLUGIN_PROVIDER, ""),
                value(attributes, ManifestPluginDescriptorFinder.PLUGIN_DESCRIPTION, ""),
                value(attributes, ManifestPluginDescriptorFinder.PLUGIN_REQUIRES, "*"),
                extensionClasses,
                defect(jar, attributes, extensionClasses));
    }

    private static Optional<String> defect(
            JarFile jar, Attributes attributes, Set<String> extensionClasses) {
        if (value(attributes, ManifestPluginDescriptorFinder.PLUGIN_VERSION, "").isEmpty()) {
            return Optional.of("has no Plugin-Version in its manifest: its maker must add one");
        }
        if (!value(attributes, ManifestPluginDescriptorFinder.PLUGIN_DEPENDENCIES, "")
                .isEmpty()) {
            return Optional.of(
                    "has Plugin-Dependencies: plugins stand alone; its maker must bundle what it"
                            + " needs");
        }
        if (jar.stream().anyMatch(entry -> entry.getName().startsWith(API_FOLDER))) {
            return Optional.of("bundles the classes of potluck-api: its maker must declare that"
                    + " dependency as 'provided'");
        }
        if (extensionClasses.isEmpty()) {
            return Optional.of("contributes nothing: " + EXTENSION_INDEX + " lists no class; its"
                    + " maker must annotate one with @Extension and run PF4J's annotation"
                    + " processor");
        }
        return Optional.empty();
    }

    private static Set<String> extensionClasses(JarFile jar) throws IOException {
        Set<String> classNames = new TreeSet<>();
        JarEntry index = jar.getJarEntry(EXTENSION_INDEX);
        if (index != null) {
            try (Reader reader =
                    new InputStreamReader(jar.getInputStream(index), StandardCharsets.UTF_8)) {
                ExtensionStorage.read(reader, classNames);
            }
        }
        return classNames;
    }

    private static String value(Attributes attributes, String name, String otherwise) {
        @Nullable String value = attributes.getValue(name);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }
}
