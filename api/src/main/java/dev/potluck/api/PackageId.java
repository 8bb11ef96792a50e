package dev.potluck.api;

/**
 * Which package a file is, in the words of its own archive. It helps eviction, deltas and people;
 * it never decides what bytes are served.
 *
 * @param name such as {@code bash}
 * @param version such as {@code 5.2.15-2+b7}
 * @param architecture such as {@code amd64}; {@code source} for source packages
 */
public record PackageId(String name, String version, String architecture) {
    /** {@code name_version_architecture}. */
    @Override
    public String toString() {
        return name + "_" + version + "_" + architecture;
    }
}
