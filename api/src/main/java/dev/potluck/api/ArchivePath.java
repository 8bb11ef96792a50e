package dev.potluck.api;

/**
 * Where a file stands in an archive: decoded, relative, with {@code /} between names and no empty,
 * {@code .} or {@code ..} name, such as {@code dists/bookworm/InRelease}.
 *
 * <p>The runtime gives plugins paths relative to the archive's base in the settings, or, for an
 * archive nobody configured, to the root of its host ({@code debian/dists/bookworm/InRelease}). A
 * plugin therefore never assumes a depth: it finds its own landmarks ({@code dists}) in the path,
 * and names the files of an index in the same space as the index.
 */
public record ArchivePath(String value) implements Comparable<ArchivePath> {
    /** Longest path accepted, in characters. */
    public static final int MAX_LENGTH = 2048;

    /**
     * @throws IllegalArgumentException if the path is empty, too long, absolute, or has an empty,
     *     {@code .} or {@code ..} name or a control character; use {@link #parse} to normalise
     */
    public ArchivePath {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a path has 1 to %d characters, not %d".formatted(MAX_LENGTH, value.length()));
        }
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length() || value.charAt(i) == '/') {
                requireName(value, start, i);
                start = i + 1;
            } else if (Character.isISOControl(value.charAt(i))) {
                throw new IllegalArgumentException("control character at " + i + " of a path");
            }
        }
    }

    private static void requireName(String value, int start, int end) {
        int length = end - start;
        boolean dots = length == 0
                || (value.charAt(start) == '.'
                        && (length == 1 || (length == 2 && value.charAt(start + 1) == '.')));
        if (dots) {
            throw new IllegalArgumentException(
                    "'%s' has an empty, '.' or '..' name at %d".formatted(value, start));
        }
    }

    /**
     * A path from a relative reference as indexes and clients write it: leading and doubled slashes
     * and {@code .} names are dropped ({@code ./Packages} is {@code Packages}).
     *
     * @throws IllegalArgumentException if nothing remains, or a {@code ..} or control character is
     *     in it
     */
    public static ArchivePath parse(String reference) {
        if (isNormal(reference)) {
            return new ArchivePath(reference);
        }
        StringBuilder normal = new StringBuilder(reference.length());
        for (String name : reference.split("/")) {
            if (!name.isEmpty() && !name.equals(".")) {
                if (normal.length() > 0) {
                    normal.append('/');
                }
                normal.append(name);
            }
        }
        return new ArchivePath(normal.toString());
    }

    private static boolean isNormal(String reference) {
        return !reference.startsWith("/")
                && !reference.startsWith("./")
                && !reference.endsWith("/")
                && !reference.endsWith("/.")
                && !reference.contains("//")
                && !reference.contains("/./");
    }

    /** The last name: {@code InRelease} of {@code dists/bookworm/InRelease}. */
    public String fileName() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /** All before the last name, with its slash: {@code dists/bookworm/}; empty at the top. */
    public String directory() {
        return value.substring(0, value.lastIndexOf('/') + 1);
    }

    /**
     * The path of a file named relative to this path's directory.
     *
     * @throws IllegalArgumentException as {@link #parse} does
     */
    public ArchivePath sibling(String reference) {
        return parse(directory() + reference);
    }

    @Override
    public int compareTo(ArchivePath other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
