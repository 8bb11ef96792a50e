package dev.potluck.app;

import dev.potluck.app.settings.HostPort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Leads the repositories of dnf or zypper through the node, and back: see {@link RepoFile} for what
 * changes in their files. Neither program has another place for it.
 */
final class RepoSetup {
    /** Where dnf and yum have their repositories. */
    static final String DNF_FOLDER = "etc/yum.repos.d";

    /** Where zypper has its repositories. */
    static final String ZYPPER_FOLDER = "etc/zypp/repos.d";

    private static final int MAX_FILE_BYTES = 4 << 20;

    private final Path folder;

    /**
     * @param root the root folder of the system to be set up, {@code /} for this one
     * @param folder where it has its repositories
     */
    RepoSetup(Path root, String folder) {
        this.folder = root.resolve(folder);
    }

    /**
     * Leads all repositories through the node.
     *
     * @param node where the package manager reaches it
     * @return one line for each file, saying what was done
     */
    List<String> install(HostPort node) throws IOException {
        RepoFile change = new RepoFile(node);
        return changeAll(text -> change.through(change.back(text)));
    }

    /** Takes back what {@link #install} changed, for a node at the same place. */
    List<String> remove(HostPort node) throws IOException {
        return changeAll(new RepoFile(node)::back);
    }

    private List<String> changeAll(UnaryOperator<String> change) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + " is not there: is this the right package manager?");
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> file.toString().endsWith(".repo"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
        List<String> done = new ArrayList<>();
        for (Path file : files) {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IOException(file + " is too long for a repository file");
            }
            // byte for byte: what these files hold beside ASCII is none of ours
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            String changed = change.apply(text);
            if (!changed.equals(text)) {
                replace(file, changed);
            }
            done.add((changed.equals(text) ? "unchanged " : "changed ") + file);
        }
        return done;
    }

    /** By renaming, so that the file is always whole; with the old one's mode and owner. */
    private static void replace(Path file, String text) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".potluck-new");
        Files.writeString(draft, text, StandardCharsets.ISO_8859_1);
        PosixFileAttributes old = Files.readAttributes(file, PosixFileAttributes.class);
        Files.setPosixFilePermissions(draft, old.permissions());
        if (!Files.getOwner(draft).equals(old.owner())) {
            Files.setOwner(draft, old.owner());
        }
        Files.move(draft, file.toRealPath(), StandardCopyOption.ATOMIC_MOVE);
    }
}
