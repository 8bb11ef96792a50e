package dev.potluck.index;

import java.util.Optional;

/**
 * A distribution's repository, whichever of its mirrors a client names.
 *
 * @param id its name in the settings, or {@code http://host} of one that nobody configured
 * @param shared whether its files may be offered to peers
 * @param format the only format that its paths are in; any, if nobody said
 */
public record Archive(String id, boolean shared, Optional<String> format) {
    /** An archive whose files tell their format by their names. */
    public Archive(String id, boolean shared) {
        this(id, shared, Optional.empty());
    }
}
