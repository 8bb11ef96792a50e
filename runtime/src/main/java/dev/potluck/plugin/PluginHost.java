package dev.potluck.plugin;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.DeltaCodec;
import dev.potluck.api.EvictionPolicy;
import dev.potluck.api.PackageContainer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All plugins of a node, loaded once at its start.
 *
 * <p>A plugin is one jar in one of two folders. Those that ship with the program must all work: a
 * node without them would pass everything through and share nothing, quietly. A third party's
 * plugin that does not work is left out as a whole and listed with its problem; nothing else
 * changes.
 *
 * <p>A plugin is not a sandbox: its code can do what the node can. The host only keeps its mistakes
 * apart.
 */
public final class PluginHost implements AutoCloseable {
    /** The version of {@code potluck-api} that plugins name in {@code Plugin-Requires}. */
    public static final String API_VERSION = "0.1.0";

    private static final Logger LOG = LoggerFactory.getLogger(PluginHost.class);

    /** Files in one folder; a plugin folder with more was named by mistake. */
    private static final int MAX_FILES = 256;

    private final JarPluginManager manager;
    private final CallLimits limits;
    private final Extensions extensions = new Extensions();
    private final List<LoadedPlugin> loaded = new ArrayList<>();
    private final List<PluginInfo> refused = new ArrayList<>();

    private PluginHost(JarPluginManager manager, CallLimits limits) {
        this.manager = manager;
        this.limits = limits;
    }

    /**
     * Loads and starts all plugins: the built-in ones first, then the others, each folder in the
     * order of its file names. Nothing is written.
     *
     * @param builtIn the folder of jars that ship with the program
     * @param thirdParty the folder where a user puts more; may be missing
     * @param apiVersion what {@code Plugin-Requires} is compared with, {@link #API_VERSION}
     * @throws PluginException if a built-in plugin does not work, or a folder cannot be read
     */
    public static PluginHost load(Path builtIn, Path thirdParty, String apiVersion)
            throws PluginException {
        return load(builtIn, thirdParty, apiVersion, CallLimits.DEFAULT);
    }

    static PluginHost load(Path builtIn, Path thirdParty, String apiVersion, CallLimits limits)
            throws PluginException {
        PluginHost host = new PluginHost(new JarPluginManager(builtIn, apiVersion), limits);
        try {
            host.loadBuiltIn(builtIn);
            if (Files.exists(thirdParty)) {
                host.loadThirdParty(thirdParty);
            }
            return host;
        } catch (PluginException e) {
            host.close();
            throw e;
        }
    }

    private void loadBuiltIn(Path folder) throws PluginException {
        List<Path> files = filesOf(folder);
        if (files.isEmpty()) {
            throw new PluginException(
                    folder, "is empty, and should hold the program's own: install it again");
        }
        for (Path file : files) {
            PluginJar jar = PluginJar.read(file);
            use(jar, LoadedPlugin.load(manager, jar, (format, faults) -> format));
        }
    }

    private void loadThirdParty(Path folder) throws PluginException {
        for (Path file : filesOf(folder)) {
            PluginJar jar = PluginJar.unread(file);
            try {
                jar = PluginJar.read(file);
                use(jar, loadContained(jar));
            } catch (PluginException e) {
                LOG.warn("not in use: {}", e.getMessage(), e.getCause());
                refused.add(LoadedPlugin.refused(jar, e));
            }
        }
    }

    private LoadedPlugin loadContained(PluginJar jar) throws PluginException {
        PluginThreads threads = new PluginThreads(jar.id());
        try {
            return threads.call(
                    () -> LoadedPlugin.load(
                            manager,
                            jar,
                            (format, faults) -> contain(jar, threads, format, faults)),
                    limits.loadMs());
        } catch (PluginException e) {
            throw e;
        } catch (Throwable fault) {
            PluginException failure = new PluginException(
                    jar.id(), jar.file(), "cannot be loaded: it " + fault.getMessage(), fault);
            throw failure;
        }
    }

    private ArchiveFormat contain(
            PluginJar jar, PluginThreads threads, ArchiveFormat format, PluginFaults faults) {
        return new ContainedFormat(format, format.name(), threads, limits, reason -> {
            faults.retire(reason);
            threads.close();
            // Its classes go with all that they hold; its own code may take part, and may hang too.
            Thread unloader = new Thread(
                    () -> LoadedPlugin.unload(manager, jar)
                            .ifPresent(fault -> faults.record("stop", jar.id(), fault)),
                    "unload-" + jar.id());
            unloader.setDaemon(true);
            unloader.start();
        });
    }

    private void use(PluginJar jar, LoadedPlugin plugin) throws PluginException {
        try {
            extensions.addAll(plugin.extensions());
        } catch (IllegalArgumentException e) {
            PluginException failure = new PluginException(
                    jar.id(), jar.file(), e.getMessage() + ": remove one of the two plugins", e);
            LoadedPlugin.unload(manager, jar).ifPresent(failure::addSuppressed);
            throw failure;
        }
        loaded.add(plugin);
        LOG.info(
                "plugin {} {}: {}", jar.id(), jar.version(), plugin.extensions().labels());
    }

    /** Every entry but hidden ones, by name. */
    private static List<Path> filesOf(Path folder) throws PluginException {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(file -> !PluginJar.nameOf(file).startsWith("."))
                    .limit(MAX_FILES + 1L)
                    .sorted()
                    .toList();
            if (files.size() > MAX_FILES) {
                throw new PluginException(
                        folder, "has more than " + MAX_FILES + " files: is it the right folder?");
            }
            return files;
        } catch (IOException e) {
            throw new PluginException(folder, "cannot be read: " + e);
        }
    }

    /** The archive formats of all plugins, guarded against faults; the same ones each time. */
    public List<ArchiveFormat> formats() {
        return extensions.formats.all();
    }

    /** The eviction policies of all plugins; the same ones each time. */
    public List<EvictionPolicy> evictionPolicies() {
        return extensions.evictionPolicies.all();
    }

    /** The delta codecs of all plugins; the same ones each time. */
    public List<DeltaCodec> deltaCodecs() {
        return extensions.deltaCodecs.all();
    }

    /** The package containers of all plugins; the same ones each time. */
    public List<PackageContainer> containers() {
        return extensions.containers.all();
    }

    /** Every file in the two folders: those in use first, then those that are not, with why. */
    public List<PluginInfo> plugins() {
        return Stream.concat(loaded.stream().map(LoadedPlugin::info), refused.stream())
                .toList();
    }

    /** Stops and unloads all plugins; no extension may be used afterwards. */
    @Override
    public void close() {
        for (LoadedPlugin plugin : loaded) {
            LoadedPlugin.unload(manager, plugin.jar())
                    .ifPresent(
                            fault -> plugin.faults().record("stop", plugin.jar().id(), fault));
        }
    }
}
