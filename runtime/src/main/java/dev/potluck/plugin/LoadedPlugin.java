package dev.potluck.plugin;

import dev.potluck.api.ArchiveFormat;

import org.jspecify.annotations.Nullable;
import org.pf4j.PluginState;
import org.pf4j.PluginWrapper;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A plugin in use.
 *
 * @param jar what its file says
 * @param extensions what it contributes, at least one
 * @param faults what its code has done wrong since
 */
record LoadedPlugin(PluginJar jar, Extensions extensions, PluginFaults faults) {
    /** How deep the cause that is shown may lie; a chain of causes can be a circle. */
    private static final int MAX_CAUSES = 16;

    /**
     * Loads and starts a plugin and makes one instance of each of its extensions: the first time
     * its code runs, so anything may be thrown by it, and nothing but the exception gets out.
     *
     * @throws PluginException if any part of that fails; nothing of the plugin is then left loaded
     */
    static LoadedPlugin load(JarPluginManager manager, PluginJar jar, Container container)
            throws PluginException {
        if (jar.defect().isPresent()) {
            throw new PluginException(jar.id(), jar.file(), jar.defect().get());
        }
        PluginWrapper other = manager.getPlugin(jar.id());
        if (other != null) {
            throw new PluginException(
                    jar.id(),
                    jar.file(),
                    "has the same id as " + other.getPluginPath() + ": remove one of the two");
        }
        try {
            manager.loadPlugin(jar.file());
            requireApi(manager, jar);
            start(manager, jar);
            PluginFaults faults = new PluginFaults(jar.id());
            return new LoadedPlugin(
                    jar,
                    instantiate(manager, jar, faults, format -> container.around(format, faults)),
                    faults);
        } catch (PluginException e) {
            unload(manager, jar).ifPresent(e::addSuppressed);
            throw e;
        } catch (Throwable fault) {
            PluginException failure = failure(jar, "cannot be loaded", fault);
            unload(manager, jar).ifPresent(failure::addSuppressed);
            throw failure;
        }
    }

    /** What a person is told of it. */
    PluginInfo info() {
        return new PluginInfo(
                jar.id(),
                jar.version(),
                jar.provider(),
                jar.description(),
                faults.retired().isEmpty() ? PluginInfo.State.STARTED : PluginInfo.State.RETIRED,
                jar.file(),
                extensions.labels(),
                faults.count(),
                faults.retired()
                        .map(reason -> reason + ": update or remove it, and restart the node"));
    }

    /** What a person is told of a file that is not in use. */
    static PluginInfo refused(PluginJar jar, PluginException reason) {
        return new PluginInfo(
                jar.id(),
                jar.version(),
                jar.provider(),
                jar.description(),
                PluginInfo.State.REFUSED,
                jar.file(),
                List.of(),
                0,
                Optional.of(reason.problem()));
    }

    private static void requireApi(JarPluginManager manager, PluginJar jar) throws PluginException {
        if (manager.getPlugin(jar.id()).getPluginState() == PluginState.DISABLED) {
            throw new PluginException(
                    jar.id(),
                    jar.file(),
                    "requires version %s of the API, and this program has %s: update one of the two"
                            .formatted(jar.requires(), manager.getSystemVersion()));
        }
    }

    private static void start(JarPluginManager manager, PluginJar jar) throws PluginException {
        PluginWrapper plugin = manager.getPlugin(jar.id());
        if (plugin.getPlugin() == null) { // PF4J has logged why
            throw failure(
                    jar,
                    "has no usable Plugin-Class " + plugin.getDescriptor().getPluginClass(),
                    null);
        }
        if (manager.startPlugin(jar.id()) != PluginState.STARTED) {
            throw failure(jar, "does not start", plugin.getFailedException());
        }
    }

    /** What the formats of a plugin are put into. */
    interface Container {
        ArchiveFormat around(ArchiveFormat format, PluginFaults faults);
    }

    private static Extensions instantiate(
            JarPluginManager manager,
            PluginJar jar,
            PluginFaults faults,
            UnaryOperator<ArchiveFormat> container)
            throws PluginException {
        Extensions extensions = new Extensions();
        ClassLoader classes = manager.getPluginClassLoader(jar.id());
        for (String className : jar.extensionClasses()) {
            try {
                extensions.add(
                        classes.loadClass(className).getDeclaredConstructor().newInstance(),
                        faults,
                        container);
            } catch (Throwable fault) {
                throw failure(jar, "fails in its extension " + className, fault);
            }
        }
        return extensions;
    }

    private static PluginException failure(PluginJar jar, String what, @Nullable Throwable fault) {
        Throwable cause = fault;
        for (int depth = 0; depth < MAX_CAUSES && cause != null && cause.getCause() != null; ) {
            cause = cause.getCause();
            depth++;
        }
        String why = cause == null ? what : what + " (" + cause + ")";
        PluginException failure = new PluginException(
                jar.id(), jar.file(), why + ": update or remove it, or tell its maker");
        if (fault != null) {
            failure.initCause(fault);
        }
        return failure;
    }

    /** Stops and takes out a plugin; gives what its code threw meanwhile. */
    static Optional<Throwable> unload(JarPluginManager manager, PluginJar jar) {
        try {
            manager.unloadPlugin(jar.id());
            return Optional.empty();
        } catch (Throwable fault) {
            return Optional.of(fault);
        }
    }
}
