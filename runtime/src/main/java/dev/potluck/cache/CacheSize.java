package dev.potluck.cache;

/**
 * How much is cached.
 *
 * @param objects number of blobs
 * @param bytes sum of their lengths
 */
public record CacheSize(long objects, long bytes) {}
