package dev.potluck.bench;

/**
 * A server under load.
 *
 * @param name what the table calls it
 * @param server its process
 * @param targetPrefix what the request line has before a path of the archive: nothing for a server
 *     that is asked as the mirror itself, {@code http://host:port} for one that is asked as a proxy
 */
record Contender(String name, ServerProcess server, String targetPrefix) {
    /** The request target for a file of the archive, such as {@code /debian/pool/b_1_amd64.deb}. */
    String target(String path) {
        return targetPrefix + path;
    }
}
