package dev.potluck.mirror;

import java.util.Optional;

/**
 * What one mirror's version of a file is recognised by (RFC 9110 section 8.8). It means nothing to
 * another mirror.
 *
 * @param etag as it was sent, quotes included; empty if there was none
 * @param lastModified as it was sent; empty if there was none
 */
public record Validator(Mirror mirror, String etag, String lastModified) {
    /**
     * The value for If-Range: a strong ETag, else Last-Modified; empty if there is neither. (RFC
     * 9110 section 13.1.5 wants a Last-Modified to be a second older than the answer; files of
     * archives, which are moved into place whole, are taken without that.)
     */
    public Optional<String> ifRange() {
        if (etag.startsWith("\"")) {
            return Optional.of(etag);
        }
        return lastModified.isEmpty() ? Optional.empty() : Optional.of(lastModified);
    }

    /** Whether the other surely names the same version, by what If-Range would compare. */
    boolean isSameVersion(Validator other) {
        return mirror.equals(other.mirror)
                && ifRange().isPresent()
                && ifRange().equals(other.ifRange());
    }
}
