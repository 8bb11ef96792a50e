package dev.potluck.store;

/**
 * Where the bytes of a partial blob came from.
 *
 * @param source the mirror's base address
 * @param etag its ETag as it was sent, quotes included; empty if there was none
 * @param lastModified its Last-Modified as it was sent; empty if there was none
 */
public record PartialOrigin(String source, String etag, String lastModified) {
    /**
     * What If-Range takes: the ETag if it is a strong one, otherwise the date (RFC 9110, 13.1.5).
     */
    public String validator() {
        return etag.isEmpty() || etag.startsWith("W/") ? lastModified : etag;
    }
}
