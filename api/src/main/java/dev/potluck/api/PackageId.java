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
    /** Longest name, version or architecture, in characters. */
    public static final int MAX_LENGTH = 1024;

    /** @throws IllegalArgumentException if a part is too long or has a control character */
    public PackageId {
        requirePrintable(name);
        requirePrintable(version);
        requirePrintable(architecture);
    }

    private static void requirePrintable(String part) {
        if (part.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "part of a package's id has %d characters, %d at most"
                            .formatted(part.length(), MAX_LENGTH));
        }
        for (int i = 0; i < part.length(); i++) {
            if (Character.isISOControl(part.charAt(i))) {
                throw new IllegalArgumentException(
                        "control character at %d of part of a package's id".formatted(i));
            }
        }
    }

    /** {@code name_version_architecture}. */
    @Override
    public String toString() {
        return name + "_" + version + "_" + architecture;
    }
}
