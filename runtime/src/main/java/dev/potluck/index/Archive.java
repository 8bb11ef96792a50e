package dev.potluck.index;

/**
 * A distribution's repository, whichever of its mirrors a client names.
 *
 * @param id its name in the settings, or {@code http://host} of one that nobody configured
 * @param shared whether its files may be offered to peers
 */
public record Archive(String id, boolean shared) {}
