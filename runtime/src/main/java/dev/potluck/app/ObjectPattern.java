package dev.potluck.app;

import dev.potluck.api.PackageId;
import dev.potluck.cache.StoredObject;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.regex.PatternSyntaxException;

/**
 * Which cached files are meant: the first digits of a hash, the name of a package, or a glob over
 * {@code name_version_architecture}.
 */
final class ObjectPattern {
    private static final int MIN_HASH_DIGITS = 4;

    private final String text;
    private final PathMatcher glob;

    private ObjectPattern(String text, PathMatcher glob) {
        this.text = text;
        this.glob = glob;
    }

    /** @throws IllegalArgumentException if it is a malformed glob */
    static ObjectPattern of(String text) {
        try {
            return new ObjectPattern(text, FileSystems.getDefault().getPathMatcher("glob:" + text));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(text + ": " + e.getDescription(), e);
        }
    }

    boolean matches(StoredObject object) {
        return text.length() >= MIN_HASH_DIGITS
                        && isHex()
                        && object.sha256().hex().startsWith(text)
                || object.packageId().map(this::matches).orElse(false);
    }

    /** What to try when nothing matched, to be put after the pattern. */
    String hint() {
        return isHex() && text.length() < MIN_HASH_DIGITS
                ? ": a hash is meant by its first %d digits or more".formatted(MIN_HASH_DIGITS)
                : "; `potluck cache ls` shows what there is, '%s*' is a glob".formatted(text);
    }

    private boolean isHex() {
        return text.matches("[0-9a-f]+");
    }

    private boolean matches(PackageId id) {
        return id.name().equals(text) || glob.matches(Path.of(id.toString()));
    }
}
