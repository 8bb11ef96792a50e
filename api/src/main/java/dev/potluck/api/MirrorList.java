package dev.potluck.api;

import java.util.List;

/**
 * What a list of mirrors says: where one archive can be had, and in which state.
 *
 * @param mirrors base URLs as the list has them, best first: unchecked, and of any scheme
 * @param rootIndex where the archive's root index stands below each of them
 * @param rootHashes what the root index may be: its current hash first, then those of its last
 *     versions; empty if the list does not say
 */
public record MirrorList(
        List<String> mirrors, ArchivePath rootIndex, List<ContentHash> rootHashes) {
    /** Most mirrors of one list. */
    public static final int MAX_MIRRORS = 1_000;

    /** Most hashes of one list. */
    public static final int MAX_HASHES = 100;

    /** @throws IllegalArgumentException if there is no mirror, or more than the limits allow */
    public MirrorList {
        mirrors = List.copyOf(mirrors);
        rootHashes = List.copyOf(rootHashes);
        if (mirrors.isEmpty() || mirrors.size() > MAX_MIRRORS || rootHashes.size() > MAX_HASHES) {
            throw new IllegalArgumentException("a list has 1 to %d mirrors, not %d, and %d hashes"
                    .formatted(MAX_MIRRORS, mirrors.size(), rootHashes.size()));
        }
    }
}
