package dev.potluck.plugin;

import java.util.List;

/**
 * The parent of every plugin's class loader: shows the JDK, the API, and what the API needs, and
 * hides the runtime and its libraries, so a plugin that brings its own version of a library uses
 * that version, and none can come to depend on ours.
 *
 * <p>JSpecify's annotations are hidden too: the JVM passes over an annotation it cannot find.
 */
final class SharedClasses extends ClassLoader {
    private static final List<String> SHARED_PREFIXES =
            List.of("dev.potluck.api.", "org.pf4j.", "org.slf4j.");

    private final ClassLoader program;

    SharedClasses(ClassLoader program) {
        super("potluck-shared", ClassLoader.getPlatformClassLoader());
        this.program = program;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        for (String prefix : SHARED_PREFIXES) {
            if (name.startsWith(prefix)) {
                return program.loadClass(name);
            }
        }
        return super.loadClass(name, resolve);
    }
}
