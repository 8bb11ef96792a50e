package dev.potluck.delta;

import dev.potluck.api.ContentHash;

import java.nio.file.Path;

/** A blob on disk, and what it should be. */
public record BlobFile(Path path, ContentHash sha256) {}
