package dev.potluck.proxy;

import dev.potluck.index.Validators;
import dev.potluck.net.ByteRange;

import io.vertx.core.MultiMap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which bytes of a file an answer has, and with which status: the client's conditions and ranges
 * applied to it.
 *
 * @param status 200, 206, 304 or 416
 * @param parts what the body consists of, in order
 * @param contentRange of a 206 with one range, or a 416; empty otherwise
 * @param boundary of a 206 with several ranges; empty otherwise
 */
record BodyPlan(int status, List<Part> parts, String contentRange, String boundary) {
    /**
     * One stretch of the file in the body.
     *
     * @param before text that goes before it: the head of a body part, in UTF-8
     */
    record Part(String before, long offset, long lengthBytes) {}

    private static final String BOUNDARY = "potluck-3d6b6a416f9e-boundary";

    /** The whole of a file whose size is not known. */
    static final long UNKNOWN_SIZE = -1;

    static BodyPlan of(MultiMap request, Validators current, long sizeBytes, String contentType) {
        if (Preconditions.isNotModified(request, current)) {
            return new BodyPlan(304, List.of(), "", "");
        }
        String range = request.get("Range");
        if (range == null
                || sizeBytes == UNKNOWN_SIZE
                || !Preconditions.rangeApplies(request, current)) {
            return whole(sizeBytes);
        }
        Optional<List<ByteRange>> ranges = ByteRange.parse(range, sizeBytes);
        if (ranges.isEmpty()) {
            return whole(sizeBytes);
        }
        return switch (ranges.get().size()) {
            case 0 -> new BodyPlan(416, List.of(), "bytes */" + sizeBytes, "");
            case 1 -> single(ranges.get().get(0), sizeBytes);
            default -> multipart(ranges.get(), sizeBytes, contentType);
        };
    }

    private static BodyPlan whole(long sizeBytes) {
        return new BodyPlan(200, List.of(new Part("", 0, sizeBytes)), "", "");
    }

    private static BodyPlan single(ByteRange range, long sizeBytes) {
        return new BodyPlan(
                206,
                List.of(new Part("", range.first(), range.length())),
                range.contentRange(sizeBytes),
                "");
    }

    /** RFC 9110 section 14.6. */
    private static BodyPlan multipart(List<ByteRange> ranges, long sizeBytes, String contentType) {
        List<Part> parts = new ArrayList<>();
        for (ByteRange range : ranges) {
            String head = "%s--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
                    .formatted(
                            parts.isEmpty() ? "" : "\r\n",
                            BOUNDARY,
                            contentType,
                            range.contentRange(sizeBytes));
            parts.add(new Part(head, range.first(), range.length()));
        }
        parts.add(new Part("\r\n--" + BOUNDARY + "--\r\n", 0, 0));
        return new BodyPlan(206, List.copyOf(parts), "", BOUNDARY);
    }

    boolean isMultipart() {
        return !boundary.isEmpty();
    }

    /** Length of the body; {@link #UNKNOWN_SIZE} if the file's size is not known. */
    long lengthBytes() {
        long total = 0;
        for (Part part : parts) {
            if (part.lengthBytes() == UNKNOWN_SIZE) {
                return UNKNOWN_SIZE;
            }
            total += part.before().getBytes(StandardCharsets.UTF_8).length + part.lengthBytes();
        }
        return total;
    }
}
