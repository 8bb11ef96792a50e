package dev.potluck.cache;

import dev.potluck.api.ContentHash;
import dev.potluck.api.PackageId;

import java.util.Optional;

/**
 * What the one who stores a blob knows of it.
 *
 * @param sha256 its verified SHA-256
 * @param alias the other hash that an index lists it by, verified too
 * @param lastModifiedMs the mirror's Last-Modified, ms since 1970; -1 if it gave none
 * @param listed whether an index lists it by a strong hash
 * @param packageId which package it is, if it is one
 */
public record NewObject(
        ContentHash sha256,
        Optional<ContentHash> alias,
        long lastModifiedMs,
        boolean listed,
        Optional<PackageId> packageId) {}
