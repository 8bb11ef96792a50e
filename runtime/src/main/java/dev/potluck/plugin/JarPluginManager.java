package dev.potluck.plugin;

import org.pf4j.AbstractPluginManager;
import org.pf4j.ClassLoadingStrategy;
import org.pf4j.DefaultExtensionFactory;
import org.pf4j.DefaultExtensionFinder;
import org.pf4j.DefaultPluginFactory;
import org.pf4j.DefaultVersionManager;
import org.pf4j.ExtensionFactory;
import org.pf4j.ExtensionFinder;
import org.pf4j.JarPluginLoader;
import org.pf4j.JarPluginRepository;
import org.pf4j.ManifestPluginDescriptorFinder;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginFactory;
import org.pf4j.PluginLoader;
import org.pf4j.PluginRepository;
import org.pf4j.PluginStatusProvider;
import org.pf4j.VersionManager;

import java.nio.file.Path;
import java.util.List;

/**
 * PF4J, set up so that a plugin is one jar with a manifest, classes of the API come from the
 * program ({@link SharedClasses}), and nothing is ever written: the default manager unpacks zips
 * into, and keeps lists of disabled plugins in, a folder that is read-only here.
 */
final class JarPluginManager extends AbstractPluginManager {
    JarPluginManager(Path root, String apiVersion) {
        super(List.of(root));
        setSystemVersion(apiVersion); // PF4J checks no Plugin-Requires until this is set
    }

    @Override
    protected PluginLoader createPluginLoader() {
        ClassLoader shared = new SharedClasses(JarPluginManager.class.getClassLoader());
        return new JarPluginLoader(this) {
            @Override
            protected PluginClassLoader createPluginClassLoader(
                    Path file, PluginDescriptor descriptor) {
                return new PluginClassLoader(
                        JarPluginManager.this, descriptor, shared, ClassLoadingStrategy.APD);
            }
        };
    }

    @Override
    protected PluginStatusProvider createPluginStatusProvider() {
        return new PluginStatusProvider() {
            @Override
            public boolean isPluginDisabled(String pluginId) {
                return false;
            }

            @Override
            public void disablePlugin(String pluginId) {
                throw new UnsupportedOperationException("remove the file to disable " + pluginId);
            }

            @Override
            public void enablePlugin(String pluginId) {
                throw new UnsupportedOperationException(pluginId + " is enabled by its file");
            }
        };
    }

    @Override
    protected PluginRepository createPluginRepository() {
        return new JarPluginRepository(getPluginsRoots());
    }

    @Override
    protected PluginDescriptorFinder createPluginDescriptorFinder() {
        return new ManifestPluginDescriptorFinder();
    }

    @Override
    protected ExtensionFinder createExtensionFinder() {
        DefaultExtensionFinder finder = new DefaultExtensionFinder(this);
        addPluginStateListener(finder);
        return finder;
    }

    @Override
    protected PluginFactory createPluginFactory() {
        return new DefaultPluginFactory();
    }

    @Override
    protected ExtensionFactory createExtensionFactory() {
        return new DefaultExtensionFactory();
    }

    @Override
    protected VersionManager createVersionManager() {
        return new DefaultVersionManager();
    }
}
