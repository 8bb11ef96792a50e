package dev.potluck.plugin;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.DeltaCodec;
import dev.potluck.api.EvictionPolicy;
import dev.potluck.api.PackageContainer;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** One instance of each extension: those of one plugin, or those of all. */
final class Extensions {
    final NamedExtensions<ArchiveFormat> formats = new NamedExtensions<>(ArchiveFormat.class);
    final NamedExtensions<EvictionPolicy> evictionPolicies =
            new NamedExtensions<>(EvictionPolicy.class);
    final NamedExtensions<DeltaCodec> deltaCodecs = new NamedExtensions<>(DeltaCodec.class);
    final NamedExtensions<PackageContainer> containers =
            new NamedExtensions<>(PackageContainer.class);

    /**
     * Takes an extension in for each extension point it implements; runs the plugin's code.
     *
     * @param contain what a format is put into before it is used
     * @throws IllegalArgumentException if it is none of this program's extension points, or its
     *     name is not one or is taken
     */
    void add(Object extension, PluginFaults faults, UnaryOperator<ArchiveFormat> contain) {
        boolean known = false;
        if (extension instanceof ArchiveFormat format) {
            String name = format.name();
            formats.add(name, new GuardedFormat(contain.apply(format), name, faults));
            known = true;
        }
        if (extension instanceof EvictionPolicy policy) {
            evictionPolicies.add(policy.name(), policy);
            known = true;
        }
        if (extension instanceof DeltaCodec codec) {
            deltaCodecs.add(codec.name(), codec);
            known = true;
        }
        if (extension instanceof PackageContainer container) {
            containers.add(container.name(), container);
            known = true;
        }
        if (!known) {
            throw new IllegalArgumentException(extension.getClass().getName()
                    + " implements none of this program's extension" + " points");
        }
    }

    /**
     * Takes in all of a plugin's extensions, or none.
     *
     * @throws IllegalArgumentException if a name is taken
     */
    void addAll(Extensions others) {
        formats.requireFree(others.formats);
        evictionPolicies.requireFree(others.evictionPolicies);
        deltaCodecs.requireFree(others.deltaCodecs);
        containers.requireFree(others.containers);
        formats.addAll(others.formats);
        evictionPolicies.addAll(others.evictionPolicies);
        deltaCodecs.addAll(others.deltaCodecs);
        containers.addAll(others.containers);
    }

    List<String> labels() {
        return Stream.of(
                        formats.labels(),
                        evictionPolicies.labels(),
                        deltaCodecs.labels(),
                        containers.labels())
                .flatMap(labels -> labels)
                .toList();
    }
}
