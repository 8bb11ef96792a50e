package dev.potluck.trust;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The keys this machine trusts to sign archives: those of the system's package manager, and those
 * that the settings name. Read when a signature is first to be checked, and again when a file
 * changed, came or went.
 *
 * <p>Any key found counts for any archive that is checked with it; an archive with keys of its own,
 * as apt's {@code Signed-By} gives it, has one of these to itself.
 */
public final class Keyrings {
    private static final Logger LOG = LoggerFactory.getLogger(Keyrings.class);

    /** Files read from one folder. */
    private static final int MAX_FILES = 1024;

    private static final Set<String> EXTENSIONS = Set.of("gpg", "asc", "pgp", "key");
    private static final String RPM_KEY_PREFIX = "RPM-GPG-KEY";

    /** Debian ships its retired keys beside the others, as debian-archive-removed-keys.gpg. */
    private static final String RETIRED_MARK = "-removed-";

    private final List<Path> configured;
    private final List<Path> system;

    private List<KeyringFile> files = List.of();
    private KnownKeys keys = new KnownKeys();
    private List<String> problems = List.of();

    /**
     * @param configured files or folders that a person named: each must be there
     * @param system files or folders that may be there, such as {@link #systemPlaces()}
     */
    public Keyrings(List<Path> configured, List<Path> system) {
        this.configured = List.copyOf(configured);
        this.system = List.copyOf(system);
    }

    /** Where Debian's and the RPM distributions' package managers keep keys. */
    public static List<Path> systemPlaces() {
        return List.of(
                Path.of("/etc/apt/trusted.gpg"),
                Path.of("/etc/apt/trusted.gpg.d"),
                Path.of("/etc/apt/keyrings"),
                Path.of("/usr/share/keyrings"),
                Path.of("/etc/pki/rpm-gpg"),
                Path.of("/usr/lib/rpm/gnupg/keys"));
    }

    /**
     * Looks at the keyrings that the settings name, at the start.
     *
     * @throws KeyringException if one is missing or is no keyring
     */
    public void checkConfigured() throws KeyringException {
        KnownKeys scratch = new KnownKeys();
        for (Path place : configured) {
            if (!Files.exists(place)) {
                throw new KeyringException(place, "does not exist");
            }
            for (Path file : filesOf(place)) {
                KeyringFile.of(file).readInto(scratch);
            }
        }
    }

    /** What could not be read when last looked at, for people. */
    public synchronized List<String> problems() {
        return problems;
    }

    /** The keys of all files as they are now. */
    synchronized KnownKeys current() {
        List<String> newProblems = new ArrayList<>();
        List<KeyringFile> seen = look(newProblems);
        if (!seen.equals(files)) {
            KnownKeys read = new KnownKeys();
            for (KeyringFile file : seen) {
                try {
                    file.readInto(read);
                } catch (KeyringException e) {
                    newProblems.add(e.getMessage());
                }
            }
            keys = read;
            files = seen;
            reportNew(newProblems);
            LOG.info("{} keys in {} keyrings", read.certificateCount(), seen.size());
        }
        return keys;
    }

    private void reportNew(List<String> newProblems) {
        newProblems.stream()
                .filter(problem -> !problems.contains(problem))
                .forEach(problem -> LOG.warn("{}; its keys are not used", problem));
        problems = List.copyOf(newProblems);
    }

    private List<KeyringFile> look(List<String> newProblems) {
        List<KeyringFile> seen = new ArrayList<>();
        Set<Path> known = new HashSet<>();
        for (Path place : configured) {
            addFiles(place, known, seen, newProblems);
        }
        for (Path place : system) {
            if (Files.exists(place)) {
                addFiles(place, known, seen, newProblems);
            }
        }
        return seen;
    }

    private static void addFiles(
            Path place, Set<Path> known, List<KeyringFile> seen, List<String> newProblems) {
        try {
            for (Path file : filesOf(place)) {
                if (known.add(file)) {
                    seen.add(KeyringFile.of(file));
                }
            }
        } catch (KeyringException e) {
            newProblems.add(e.getMessage());
        }
    }

    /** The file itself, or the keyrings directly in the folder, by name. */
    private static Set<Path> filesOf(Path place) throws KeyringException {
        if (!Files.isDirectory(place)) {
            return Set.of(place);
        }
        try (Stream<Path> entries = Files.list(place)) {
            Set<Path> found = new TreeSet<>();
            entries.filter(Keyrings::isKeyring).limit(MAX_FILES).forEach(found::add);
            return found;
        } catch (IOException e) {
            throw new KeyringException(place, "cannot be read: " + e);
        }
    }

    /** apt, too, goes by the extension: a backup such as {@code old.gpg~} is not to be trusted. */
    private static boolean isKeyring(Path file) {
        String name = String.valueOf(file.getFileName());
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return (EXTENSIONS.contains(extension) || name.startsWith(RPM_KEY_PREFIX))
                && !name.startsWith(".")
                && !name.contains(RETIRED_MARK)
                && Files.isRegularFile(file);
    }
}
