package dev.potluck.eviction.sim;

import dev.potluck.api.ContentHash;
import dev.potluck.api.PackageId;

import java.util.List;
import java.util.Optional;

/**
 * Who asked for what, in the order of time.
 *
 * @param files every file that is asked for, once
 * @param requests the requests, by time
 */
record Trace(List<TracedFile> files, List<Request> requests) {
    /**
     * One file.
     *
     * @param unlistedAtMs since when no index lists it; {@code Long.MAX_VALUE} if one always does
     * @param peers how many peers hold it
     */
    record TracedFile(
            ContentHash hash,
            long sizeBytes,
            long unlistedAtMs,
            int peers,
            Optional<PackageId> packageId) {}

    /**
     * One request.
     *
     * @param file index into {@link Trace#files}
     */
    record Request(long timeMs, int file) {}

    /** The bytes of all files, each once: what a cache would need to miss each file only once. */
    long footprintBytes() {
        return files.stream().mapToLong(TracedFile::sizeBytes).sum();
    }

    /** The bytes of all requests. */
    long requestedBytes() {
        return requests.stream()
                .mapToLong(request -> files.get(request.file()).sizeBytes())
                .sum();
    }
}
