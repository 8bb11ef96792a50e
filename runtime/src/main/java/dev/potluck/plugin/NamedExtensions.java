package dev.potluck.plugin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The extensions of one extension point, each under a name of its own, in the order they came. */
final class NamedExtensions<T> {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private final String extensionPoint;
    private final Map<String, T> byName = new LinkedHashMap<>();

    NamedExtensions(Class<T> extensionPoint) {
        this.extensionPoint = extensionPoint.getSimpleName();
    }

    /** @throws IllegalArgumentException if the name is no name, or is taken */
    void add(String name, T extension) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the %s name '%s' is not lower-case letters and digits"
                            .formatted(extensionPoint, name));
        }
        requireFree(name);
        byName.put(name, extension);
    }

    /** @throws IllegalArgumentException if one of the other's names is taken */
    void requireFree(NamedExtensions<T> others) {
        others.byName.keySet().forEach(this::requireFree);
    }

    private void requireFree(String name) {
        if (byName.containsKey(name)) {
            throw new IllegalArgumentException(
                    "there is already an %s named '%s'".formatted(extensionPoint, name));
        }
    }

    void addAll(NamedExtensions<T> others) {
        byName.putAll(others.byName);
    }

    List<T> all() {
        return List.copyOf(byName.values());
    }

    /** {@code ArchiveFormat debian} and so on, for people. */
    Stream<String> labels() {
        return byName.keySet().stream().map(name -> extensionPoint + " " + name);
    }
}
