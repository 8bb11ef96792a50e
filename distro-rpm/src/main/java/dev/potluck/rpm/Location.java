package dev.potluck.rpm;

import dev.potluck.api.ArchivePath;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The {@code location} of a file: {@code <location xml:base="..." href="Packages/b/bash.rpm"/>}.
 * Both are as a URL's path has them, joined to the repository's base without encoding, as librepo
 * does it.
 *
 * @param base the {@code xml:base}; empty for none
 */
record Location(String base, String href) {
    private static final String SCHEME_END = "://";

    /**
     * Where the file stands in the archive.
     *
     * @param repository the folder of the repository, with its slash; empty at the top
     * @return empty if it stands on another host, or in another folder of one: clients ask for it
     *     there
     * @throws IllegalArgumentException if the path leads out of the archive, or is none
     */
    Optional<ArchivePath> in(String repository) {
        if (href.contains(SCHEME_END)) {
            return Optional.empty();
        }
        if (base.contains(SCHEME_END)) {
            return isSame(repository) ? Optional.of(normal(repository + href)) : Optional.empty();
        }
        String folder = base.isEmpty() || base.endsWith("/") ? base : base + "/";
        return Optional.of(normal(repository + folder + href));
    }

    /** Whether the base is a URL of this very repository: its path ends as ours does. */
    private boolean isSame(String repository) {
        int host = base.indexOf(SCHEME_END) + SCHEME_END.length();
        int slash = base.indexOf('/', host);
        String path = slash < 0 ? "/" : base.substring(slash);
        String folder = path.endsWith("/") ? path : path + "/";
        return !repository.isEmpty() && folder.endsWith("/" + repository);
    }

    /** Takes out {@code ..} as clients do before they ask (RFC 3986, 5.2.4), not past the top. */
    private static ArchivePath normal(String path) {
        if (!path.contains("..")) {
            return ArchivePath.parse(path);
        }
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                if (names.isEmpty()) {
                    throw new IllegalArgumentException("'" + path + "' leads out of the archive");
                }
                names.removeLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return ArchivePath.parse(String.join("/", names));
    }
}
