package dev.potluck.app;

import dev.potluck.app.settings.HostPort;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The two files that let apt find the node, and do without it when it is down: a script that says
 * where the node is if it answers, and a line of apt's configuration that names the script.
 */
final class AptSetup {
    private static final String MARK = "\"potluck setup apt --remove\" takes it back.";
    private static final String CONFIG = "etc/apt/apt.conf.d/30potluck";
    private static final String SCRIPT = "usr/local/lib/potluck/apt-proxy-detect";

    private final Path root;

    /** @param root the root folder of the system to be set up, {@code /} for this one */
    AptSetup(Path root) {
        this.root = root;
    }

    /**
     * Writes what is missing or other than it should be.
     *
     * @param node where apt reaches the node
     * @return one line for each file, saying what was done
     * @throws IOException if a file of that name is there that we did not write; nothing is changed
     */
    List<String> install(HostPort node) throws IOException {
        requireOurs(script());
        requireOurs(config());
        // The script first: apt fails when the configuration names one that is not there.
        return List.of(
                write(script(), scriptText(node), "rwxr-xr-x"),
                write(config(), configText(), "rw-r--r--"));
    }

    /**
     * Deletes what {@link #install} wrote.
     *
     * @return one line for each file, saying what was done
     * @throws IOException if a file of that name is there that we did not write; nothing is changed
     */
    List<String> remove() throws IOException {
        requireOurs(script());
        requireOurs(config());
        List<String> done = new ArrayList<>();
        for (Path file : List.of(config(), script())) {
            done.add((Files.deleteIfExists(file) ? "removed " : "was not there: ") + file);
        }
        deleteIfEmpty(Objects.requireNonNull(script().getParent()));
        if (!isRunningSystem()) {
            deleteEmptyParents(script());
            deleteEmptyParents(config());
        }
        return done;
    }

    /** Its own folders stay, empty or not: they are not ours alone. */
    private boolean isRunningSystem() {
        return root.toAbsolutePath().normalize().getNameCount() == 0;
    }

    /** The folders between the root and a file that may have been made for it. */
    private void deleteEmptyParents(Path file) throws IOException {
        Path folder = file.getParent();
        while (folder != null && !folder.equals(root) && deleteIfEmpty(folder)) {
            folder = folder.getParent();
        }
    }

    private Path config() {
        return root.resolve(CONFIG);
    }

    private Path script() {
        return root.resolve(SCRIPT);
    }

    private static void requireOurs(Path file) throws IOException {
        if (Files.exists(file) && !Files.readString(file).contains(MARK)) {
            throw new IOException(file + " was not written by potluck: move it away first");
        }
    }

    private static String write(Path file, String text, String mode) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return "unchanged " + file;
        }
        Files.createDirectories(file.getParent());
        // apt reads every file there, but leaves out those that begin with a dot.
        Path draft = file.resolveSibling("." + file.getFileName() + ".new");
        Files.writeString(draft, text);
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(mode));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return "wrote " + file;
    }

    /** Whether it is gone now. */
    private static boolean deleteIfEmpty(Path folder) throws IOException {
        if (Files.isSymbolicLink(folder)) {
            return false;
        }
        try {
            Files.deleteIfExists(folder);
            return true;
        } catch (DirectoryNotEmptyException othersUseIt) {
            return false;
        }
    }

    private static String configText() {
        return """
                // Written by "potluck setup apt"; %s
                Acquire::http::Proxy-Auto-Detect "/%s";
                """.formatted(MARK, SCRIPT);
    }

    private static String scriptText(HostPort node) throws IOException {
        try (InputStream script = AptSetup.class.getResourceAsStream("apt-proxy-detect")) {
            String text = new String(
                    Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
            // HostPort admits no character that ends a quoted string.
            return text.replace("{{host}}", node.host())
                    .replace("{{port}}", Integer.toString(node.port()));
        }
    }
}
