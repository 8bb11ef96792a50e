package dev.potluck.mirror;

import dev.potluck.mirror.DownloadRequest.Content;
import dev.potluck.mirror.DownloadRequest.Start;
import dev.potluck.mirror.MirrorException.Kind;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a download asks a mirror for, and how it understands the answer; no state, no I/O.
 *
 * <p>Bytes of a hashed file may come from anywhere, so it is continued wherever sizes agree. Any
 * other file is continued only when the same mirror vouches for the same version; otherwise it
 * starts over, since a mix of two versions would go unnoticed.
 *
 * @param offsetBytes how much of the file is there
 * @param content what is known of it; its size may have come with an earlier answer
 * @param validator of the bytes that are there, if they are this mirror's
 * @param isConditional whether the caller's headers allow the answer 304
 * @param endBytes where the part that is wanted ends; {@link Start#NO_END} for the file's end
 */
record RangeQuestion(
        long offsetBytes,
        Content content,
        Optional<Validator> validator,
        boolean isConditional,
        long endBytes) {
    private static final CharSequence RANGE = HttpHeaders.createOptimized("range");
    private static final CharSequence IF_RANGE = HttpHeaders.createOptimized("if-range");
    private static final CharSequence CONTENT_RANGE = HttpHeaders.createOptimized("content-range");
    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    private static final int NOT_MODIFIED = 304;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    /** 4xx that speak of the moment or the client, not of the file. */
    private static final Set<Integer> TEMPORARY = Set.of(408, 425, 429);

    /** Whether a part is asked for. */
    boolean isRanged() {
        return isEnded() || offsetBytes > 0 && (content.isHashed() || ifRange().isPresent());
    }

    /** Whether less than the rest of the file is wanted. */
    private boolean isEnded() {
        return endBytes != Start.NO_END && !(content.isSized() && endBytes >= content.sizeBytes());
    }

    private Optional<String> ifRange() {
        return validator.flatMap(Validator::ifRange);
    }

    void addTo(MultiMap headers) {
        headers.set(HttpHeaders.ACCEPT_ENCODING, "identity");
        if (isRanged()) {
            String last = isEnded() ? Long.toString(endBytes - 1) : "";
            headers.set(RANGE, "bytes=" + offsetBytes + "-" + last);
            ifRange().ifPresent(value -> headers.set(IF_RANGE, value));
        }
    }

    Verdict judge(int status, OptionalLong contentLength, DownloadHead head) {
        if (status == OK) {
            return judgeWhole(contentLength, head);
        }
        if (status == PARTIAL_CONTENT) {
            return judgePart(contentLength, head);
        }
        if (status == NOT_MODIFIED && isConditional) {
            return new Verdict.NotModified();
        }
        if (status == RANGE_NOT_SATISFIABLE && isRanged()) {
            return content.isHashed()
                    ? refuse("has no byte %d of the file".formatted(offsetBytes))
                    : new Verdict.AskForWhole();
        }
        boolean isMissing = status >= 400 && status < 500 && !TEMPORARY.contains(status);
        return new Verdict.Refuse(isMissing ? Kind.NOT_FOUND : Kind.STATUS, "answered " + status);
    }

    private Verdict judgeWhole(OptionalLong contentLength, DownloadHead head) {
        boolean isOther = content.isSized()
                && contentLength.isPresent()
                && contentLength.getAsLong() != content.sizeBytes();
        if (isOther) {
            return refuse("has %d bytes where %d are expected"
                    .formatted(contentLength.getAsLong(), content.sizeBytes()));
        }
        long sizeBytes = contentLength.orElse(content.sizeBytes());
        boolean continues = offsetBytes == 0
                || content.isHashed()
                || validator.filter(head.validator()::isSameVersion).isPresent();
        return continues
                ? new Verdict.Continue(offsetBytes, sizeBytes)
                : new Verdict.StartOver(sizeBytes);
    }

    private Verdict judgePart(OptionalLong contentLength, DownloadHead head) {
        String text = head.headers().get(CONTENT_RANGE);
        Optional<ContentRange> parsed = text == null ? Optional.empty() : ContentRange.parse(text);
        if (!isRanged() || parsed.isEmpty() || parsed.get().first() != offsetBytes) {
            return refuse("sent the part '%s' when asked for all from byte %d"
                    .formatted(text, offsetBytes));
        }
        ContentRange range = parsed.get();
        if (isEnded() && range.last() >= endBytes) {
            return refuse("sent the part '%s' when asked for up to byte %d"
                    .formatted(text, endBytes - 1));
        }
        if (contentLength.isPresent() && contentLength.getAsLong() != range.lengthBytes()) {
            return refuse(
                    "sent %d bytes as the part '%s'".formatted(contentLength.getAsLong(), text));
        }
        boolean isTotalKnown = range.total() >= 0;
        if (content.isSized() && isTotalKnown && range.total() != content.sizeBytes()) {
            return refuse("has %d bytes where %d are expected"
                    .formatted(range.total(), content.sizeBytes()));
        }
        if (!content.isHashed() && isOtherVersion(head.validator())) {
            return new Verdict.AskForWhole();
        }
        return new Verdict.Continue(0, isTotalKnown ? range.total() : content.sizeBytes());
    }

    /** Some servers send a part of the new version although If-Range named the old one. */
    private boolean isOtherVersion(Validator now) {
        return validator.isPresent()
                && now.ifRange().isPresent()
                && !validator.get().isSameVersion(now);
    }

    private static Verdict refuse(String problem) {
        return new Verdict.Refuse(Kind.WRONG_CONTENT, problem);
    }
}
