package dev.potluck.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a person is told of one file in a plugin folder.
 *
 * @param id the plugin's own id; the file's name where it could not be read
 * @param version the plugin's version; empty where it could not be read
 * @param provider who made it; empty if it does not say
 * @param description what it is for; empty if it does not say
 * @param state whether it is in use
 * @param file where it was found
 * @param extensions what it contributes, such as {@code ArchiveFormat debian}
 * @param faults how often its code has thrown what it should not since the start
 * @param problem why it is not in use and what to do; empty if it is in use
 */
public record PluginInfo(
        String id,
        String version,
        String provider,
        String description,
        State state,
        Path file,
        List<String> extensions,
        long faults,
        Optional<String> problem) {
    /** Whether a plugin is in use. */
    public enum State {
        /** Loaded, started, and contributing all its extensions. */
        STARTED,
        /** Left out, as a whole. */
        REFUSED,
        /** Taken out of use while the node runs. */
        RETIRED
    }
}
