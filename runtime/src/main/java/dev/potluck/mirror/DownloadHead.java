package dev.potluck.mirror;

import dev.potluck.api.ArchivePath;

import io.vertx.core.MultiMap;

import java.util.OptionalLong;

/**
 * What is known of a file once a mirror has answered.
 *
 * @param path the one of the request's paths that the mirror has
 * @param sizeBytes of the whole file, if the answer or the request tells
 * @param headers of the answer, without those of the connection; if it is a 206, Content-Length and
 *     Content-Range are those of the part
 */
public record DownloadHead(
        Mirror mirror, ArchivePath path, OptionalLong sizeBytes, MultiMap headers) {
    /** The version that this mirror has. */
    public Validator validator() {
        return new Validator(mirror, header("ETag"), header("Last-Modified"));
    }

    /** The media type; empty if the mirror names none. */
    public String contentType() {
        return header("Content-Type");
    }

    private String header(String name) {
        String value = headers.get(name);
        return value == null ? "" : value;
    }
}
