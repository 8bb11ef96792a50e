package dev.potluck.api;

import java.util.Optional;

/**
 * One file that an index lists: the one relation that covers Release → Packages → .deb and
 * repomd.xml → primary.xml → .rpm.
 *
 * @param path where the file stands, in the same space as the index's own path
 * @param sizeBytes its length, not negative
 * @param hash its SHA-256 where the index gives one, otherwise the strongest hash that it gives
 * @param packageId which package it is, if it is one
 */
public record IndexEntry(
        ArchivePath path, long sizeBytes, ContentHash hash, Optional<PackageId> packageId) {
    /** @throws IllegalArgumentException if the size is negative */
    public IndexEntry {
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("size of " + path + " is " + sizeBytes);
        }
    }
}
