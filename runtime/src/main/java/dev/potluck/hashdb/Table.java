package dev.potluck.hashdb;

/** The tables of the database; each owner documents its keys and values. */
public enum Table {
    /** SHA-256 (32 bytes) to what is known of a blob. Owner: {@code cache}. */
    OBJECTS,
    /** Digest by another algorithm to SHA-256, for files listed so. Owner: {@code cache}. */
    ALIASES,
    /** Hash of an address to the validators of what a mirror said there. Owner: {@code index}. */
    RESOURCES,
    /** Hash of a root index's place to its adopted snapshot. Owner: {@code index}. */
    SNAPSHOTS,
    /**
     * Listing number (4 bytes) and path hash (16 bytes) to an index entry. Owner: {@code index}.
     */
    ENTRIES,
    /** Hash of an index's place to when a client last used it. Owner: {@code index}. */
    USAGE,
    /** SHA-256 of a blob of two pieces or more to the hashes of these. Owner: {@code swarm}. */
    PIECES,
    /** Token of a list of mirrors to what it said. Owner: {@code index}. */
    MIRROR_LISTS,
    /** SHA-256 of a blob to since when it is pinned. Owner: {@code cache}. */
    PINS,
    /** SHA-256 of a blob to since when no adopted index lists it. Owner: {@code cache}. */
    UNLISTED,
    /**
     * SHA-256 of a file to what is known of its delta, which stands in for it. Owner:
     * {@code cache}.
     */
    DELTAS,
    /** SHA-256 of a blob and of another: a delta between them is no use. Owner: {@code cache}. */
    USELESS_DELTAS,
    /** Hash of a package's place to what was listed there last. Owner: {@code index}. */
    PLACES
}
