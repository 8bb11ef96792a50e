package dev.potluck.mirror;

/**
 * How a download ended well.
 *
 * @param head of the answer that ended it
 * @param isNotModified whether the mirror answered the request's condition with 304: then the sink
 *     was never called
 * @param sizeBytes of the whole file
 * @param attempts requests made, one at least
 */
public record DownloadResult(
        DownloadHead head, boolean isNotModified, long sizeBytes, int attempts) {}
