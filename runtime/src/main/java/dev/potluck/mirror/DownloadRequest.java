package dev.potluck.mirror;

import dev.potluck.api.ArchivePath;

import io.vertx.core.MultiMap;

import java.util.List;
import java.util.Optional;

/**
 * One file to get from any mirror of a group.
 *
 * @param paths where it may be, the best first (by-hash paths before names); the next is asked for
 *     when a mirror has no such file
 * @param content what is known of it beforehand
 * @param start where to go on
 * @param headers further end-to-end headers: conditions, Authorization, User-Agent ...
 */
public record DownloadRequest(
        List<ArchivePath> paths, Content content, Start start, MultiMap headers) {
    /** Most paths of one file. */
    public static final int MAX_PATHS = 8;

    /** @throws IllegalArgumentException if there is no path, or nothing is left to get */
    public DownloadRequest {
        if (paths.isEmpty() || paths.size() > MAX_PATHS) {
            throw new IllegalArgumentException(paths.size() + " paths");
        }
        if (start.offsetBytes > 0 && content.isSized() && start.offsetBytes >= content.sizeBytes) {
            throw new IllegalArgumentException(
                    "offset %d of %d".formatted(start.offsetBytes, content.sizeBytes));
        }
        if (start.hasEnd() && !content.isHashed) {
            throw new IllegalArgumentException("a part of a file without a hash");
        }
        paths = List.copyOf(paths);
    }

    /** A whole file of which nothing is known. */
    public static DownloadRequest of(ArchivePath path) {
        return new DownloadRequest(
                List.of(path), Content.UNKNOWN, Start.AT_ZERO, MultiMap.caseInsensitiveMultiMap());
    }

    /** The same, where something is known of the content. */
    public DownloadRequest with(Content newContent) {
        return new DownloadRequest(paths, newContent, start, headers);
    }

    /** The same, going on elsewhere. */
    public DownloadRequest with(Start newStart) {
        return new DownloadRequest(paths, content, newStart, headers);
    }

    /** The same with other headers. */
    public DownloadRequest with(MultiMap newHeaders) {
        return new DownloadRequest(paths, content, start, newHeaders);
    }

    /**
     * What is known of a file beforehand.
     *
     * @param sizeBytes {@link #UNKNOWN_SIZE} if it is not known
     * @param isHashed whether the sink checks a hash over the whole: only then may bytes of several
     *     mirrors, or of several versions, be put together
     */
    public record Content(long sizeBytes, boolean isHashed) {
        /** Stands for a size that nobody told. */
        public static final long UNKNOWN_SIZE = -1;

        /** Nothing at all. */
        public static final Content UNKNOWN = new Content(UNKNOWN_SIZE, false);

        /** @throws IllegalArgumentException if the size is below {@link #UNKNOWN_SIZE} */
        public Content {
            if (sizeBytes < UNKNOWN_SIZE) {
                throw new IllegalArgumentException("size " + sizeBytes);
            }
        }

        /** A file with a known hash. */
        public static Content hashed(long sizeBytes) {
            return new Content(sizeBytes, true);
        }

        boolean isSized() {
            return sizeBytes != UNKNOWN_SIZE;
        }
    }

    /**
     * Where to go on.
     *
     * @param offsetBytes how many bytes are there already
     * @param validator whose version they are of, if known
     * @param endBytes where to stop, for hashed files only; {@link #NO_END} for the file's end
     */
    public record Start(long offsetBytes, Optional<Validator> validator, long endBytes) {
        /** All that there is. */
        public static final long NO_END = Long.MAX_VALUE;

        /** From the first byte. */
        public static final Start AT_ZERO = new Start(0, Optional.empty());

        /** @throws IllegalArgumentException if the offset is negative, or not before the end */
        public Start {
            if (offsetBytes < 0 || offsetBytes >= endBytes) {
                throw new IllegalArgumentException(
                        "from %d to %d".formatted(offsetBytes, endBytes));
            }
        }

        /** From there to the end of the file. */
        public Start(long offsetBytes, Optional<Validator> validator) {
            this(offsetBytes, validator, NO_END);
        }

        boolean hasEnd() {
            return endBytes != NO_END;
        }
    }
}
