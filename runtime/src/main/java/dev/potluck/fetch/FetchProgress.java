package dev.potluck.fetch;

import dev.potluck.api.ArchivePath;

/**
 * How far a fetch is.
 *
 * @param path of the file in its archive
 * @param archive the archive's id
 * @param receivedBytes what has arrived
 * @param sizeBytes the file's length; -1 if unknown
 * @param readers how many wait for it
 */
public record FetchProgress(
        ArchivePath path, String archive, long receivedBytes, long sizeBytes, int readers) {}
