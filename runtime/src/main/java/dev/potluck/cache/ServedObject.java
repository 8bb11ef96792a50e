package dev.potluck.cache;

/**
 * That an object was served.
 *
 * @param atMs when that was noted, ms since 1970
 * @param times how often since it was noted last; a few at most
 * @param unlistedSinceMs since when no index lists it, ms since 1970; -1 while one does
 */
public record ServedObject(StoredObject object, long atMs, int times, long unlistedSinceMs) {}
