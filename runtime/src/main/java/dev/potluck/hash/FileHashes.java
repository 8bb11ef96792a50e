package dev.potluck.hash;

import dev.potluck.api.ContentHash;

/**
 * The hashes of one file.
 *
 * @param sha256 the name of its blob
 * @param listed its hash by the algorithm that the index uses; the same where that is SHA-256
 */
public record FileHashes(ContentHash sha256, ContentHash listed) {}
