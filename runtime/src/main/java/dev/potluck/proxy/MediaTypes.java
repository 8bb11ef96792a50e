package dev.potluck.proxy;

import java.util.Map;

/** Media types of what archives have, by the end of the name. */
final class MediaTypes {
    private static final String ANY = "application/octet-stream";
    private static final Map<String, String> BY_SUFFIX = Map.ofEntries(
            Map.entry("deb", "application/vnd.debian.binary-package"),
            Map.entry("udeb", "application/vnd.debian.binary-package"),
            Map.entry("rpm", "application/x-rpm"),
            Map.entry("xml", "application/xml"),
            Map.entry("gz", "application/gzip"),
            Map.entry("xz", "application/x-xz"),
            Map.entry("bz2", "application/x-bzip2"),
            Map.entry("zst", "application/zstd"),
            Map.entry("html", "text/html"),
            Map.entry("txt", "text/plain"));

    private MediaTypes() {}

    static String of(String fileName) {
        return BY_SUFFIX.getOrDefault(fileName.substring(fileName.lastIndexOf('.') + 1), ANY);
    }
}
