package dev.potluck.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Paths that a client may ask for to find a fault: random, from a seed, near to known ones. */
final class HostilePaths {
    private static final int RANDOM_PATHS = 300;
    private static final int NEAR_PATHS = 300;
    private static final int MAX_NAMES = 8;
    private static final int MAX_NAME_LENGTH = 12;
    private static final List<String> ODD_NAMES = List.of(
            "...",
            " ",
            "%2e%2e",
            "%2F",
            "a\\b",
            "é",
            "\ud83d\ude00",
            "\ud83d",
            "~",
            "a:b",
            "a+b",
            "-",
            "_",
            ".",
            "..",
            "*",
            "(",
            "[",
            "{}",
            "$",
            "%s",
            "%",
            "&",
            "#",
            "?x=y",
            "by-hash",
            "SHA256",
            "9f".repeat(32),
            "9F".repeat(32),
            "zz".repeat(32),
            "dists",
            "repodata",
            ".db",
            ".gz",
            ".xz",
            ".diff",
            "Index",
            "Release",
            "x".repeat(255));

    private final Random random;
    private final List<ArchivePath> known;

    HostilePaths(long seed, List<ArchivePath> known) {
        this.random = new Random(seed);
        this.known = known;
    }

    /** The known paths, the longest path, and random ones. */
    List<ArchivePath> list() {
        List<ArchivePath> paths = new ArrayList<>(known);
        paths.add(new ArchivePath("a/".repeat(ArchivePath.MAX_LENGTH / 2 - 1) + "a"));
        paths.add(new ArchivePath("x".repeat(ArchivePath.MAX_LENGTH)));
        for (int i = 0; i < RANDOM_PATHS; i++) {
            add(paths, randomPath());
        }
        for (int i = 0; i < NEAR_PATHS; i++) {
            add(paths, near(known.get(random.nextInt(known.size())).value()));
        }
        return paths;
    }

    private String randomPath() {
        List<String> names = new ArrayList<>();
        for (int i = 1 + random.nextInt(MAX_NAMES); i > 0; i--) {
            names.add(random.nextBoolean() ? oddName() : randomName());
        }
        return String.join("/", names);
    }

    private String oddName() {
        return ODD_NAMES.get(random.nextInt(ODD_NAMES.size()));
    }

    private String randomName() {
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(MAX_NAME_LENGTH); i >= 0; i--) {
            name.append((char) (' ' + random.nextInt(0x200)));
        }
        return name.toString();
    }

    /** A known path with a name cut, put in, left out or doubled. */
    private String near(String path) {
        int cut = random.nextInt(path.length());
        return switch (random.nextInt(4)) {
            case 0 -> path.substring(0, cut);
            case 1 -> path.substring(0, cut) + oddName() + path.substring(cut);
            case 2 -> path.substring(path.indexOf('/') + 1);
            default -> path + "/" + path;
        };
    }

    /** Keeps what is a path: others never reach a plugin. */
    private static void add(List<ArchivePath> paths, String candidate) {
        try {
            paths.add(ArchivePath.parse(candidate));
        } catch (IllegalArgumentException notAPath) {
            paths.add(new ArchivePath("not-a-path"));
        }
    }
}
