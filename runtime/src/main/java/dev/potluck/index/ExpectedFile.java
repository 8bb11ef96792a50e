package dev.potluck.index;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.PackageId;

import java.util.Optional;

/**
 * What an index says that a file must be.
 *
 * @param path where the archive lists it: not the by-hash path by which a client may have asked
 * @param hash of the whole file
 * @param sizeBytes its length; {@link #UNKNOWN_SIZE} if only its hash is known
 * @param packageId which package it is, if it is one
 */
public record ExpectedFile(
        ArchivePath path, ContentHash hash, long sizeBytes, Optional<PackageId> packageId) {
    public static final long UNKNOWN_SIZE = -1;
}
