package dev.potluck.fetch;

/**
 * How long a client waits for a newer state of an archive while an older one is at hand.
 *
 * @param adoptionPatienceMs from the mirror's answer that there is a newer root index, until the
 *     indexes it lists have arrived
 * @param freshMs a root index that was asked for so lately is not asked for again
 */
public record RootSettings(long adoptionPatienceMs, long freshMs) {}
