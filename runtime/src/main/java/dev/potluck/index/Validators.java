package dev.potluck.index;

/**
 * What a mirror said to recognise a version of a file by (RFC 9110 section 8.8).
 *
 * @param etag its ETag as it was sent; empty if there was none
 * @param lastModified its Last-Modified as it was sent; empty if there was none
 */
public record Validators(String etag, String lastModified) {
    public static final Validators NONE = new Validators("", "");

    /** Whether a conditional request can be made of them. */
    public boolean isEmpty() {
        return etag.isEmpty() && lastModified.isEmpty();
    }
}
