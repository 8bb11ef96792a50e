package dev.potluck.plugin;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Counts what one plugin's code threw and should not have; logs the first of each method. */
final class PluginFaults {
    private static final Logger LOG = LoggerFactory.getLogger(PluginFaults.class);

    private final String pluginId;
    private final LongAdder count = new LongAdder();
    private final AtomicReference<@Nullable String> retired = new AtomicReference<>();
    private final Set<String> loggedMethods = ConcurrentHashMap.newKeySet();

    PluginFaults(String pluginId) {
        this.pluginId = pluginId;
    }

    /** Records a fault in an extension's method, such as {@code classify}. */
    void record(String method, Object subject, Throwable fault) {
        count.increment();
        if (loggedMethods.add(method)) {
            LOG.warn(
                    "plugin '{}' failed in {}({}); further failures there are counted, not logged",
                    pluginId,
                    method,
                    subject,
                    fault);
        }
    }

    /** Records that the plugin is no longer in use, and why. */
    void retire(String reason) {
        count.increment();
        if (retired.compareAndSet(null, reason)) {
            LOG.error("plugin '{}' is no longer in use: {}", pluginId, reason);
        }
    }

    /** Why the plugin is no longer in use; empty if it is. */
    Optional<String> retired() {
        return Optional.ofNullable(retired.get());
    }

    long count() {
        return count.sum();
    }
}
