package dev.potluck.index;

import dev.potluck.api.ContentHash;

import java.util.Optional;

/**
 * One version of a root index, as a mirror gave it.
 *
 * @param place where it stands
 * @param validators what the mirror said to recognise it by
 * @param hash its SHA-256
 * @param signatureHash SHA-256 of its detached signature, if it has one
 * @param trust what is known of its signature, for people
 */
public record RootVersion(
        RootPlace place,
        Validators validators,
        ContentHash hash,
        Optional<ContentHash> signatureHash,
        String trust) {}
