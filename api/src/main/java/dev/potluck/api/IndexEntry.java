package dev.potluck.api;

import java.util.Optional;

/**
 * One file that an index lists: the one relation that covers Release → Packages → .deb and
 * repomd.xml → primary.xml → .rpm.
 *
 * @param path where the file stands, in the same space as the index's own path
 * @param sizeBytes its length, or {@link #UNKNOWN_SIZE}
 * @param hash its SHA-256 where the index gives one, otherwise the strongest hash that it gives
 * @param packageId which package it is, if it is one
 */
public record IndexEntry(
        ArchivePath path, long sizeBytes, ContentHash hash, Optional<PackageId> packageId) {
    /** The size of a file that is listed by its hash alone, as a SHA256SUMS file does. */
    public static final long UNKNOWN_SIZE = -1;

    /** @throws IllegalArgumentException if the size is negative, and not {@link #UNKNOWN_SIZE} */
    public IndexEntry {
        if (sizeBytes < UNKNOWN_SIZE) {
            throw new IllegalArgumentException("size of " + path + " is " + sizeBytes);
        }
    }
}
