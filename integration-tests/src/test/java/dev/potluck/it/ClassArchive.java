package dev.potluck.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The class-data archive that all nodes of a run share, as a user's node has one from its second
 * start on: it halves the work of a start, and a run starts some hundred nodes.
 */
final class ClassArchive {
    private ClassArchive() {}

    /** The virtual machine's options that use it; none where it could not be made in time. */
    static List<String> options() {
        return Shared.OPTIONS;
    }

    /** Nodes are no worse without it, only slower: that must not fail every test of the run. */
    private static List<String> makeIfPossible() {
        try {
            return List.of("-XX:SharedArchiveFile=" + make());
        } catch (AssertionError e) {
            System.err.println("nodes start without a class-data archive: " + e.getMessage());
            return List.of();
        }
    }

    private static Path make() {
        try {
            Path home = Files.createTempDirectory("potluck-classes-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.delete(home)));
            PotluckProcess.run(home, "archive-classes").orFail();
            return Folders.files(home).stream()
                    .filter(file -> file.toString().endsWith(".jsa"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no class-data archive in " + home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        static final List<String> OPTIONS = makeIfPossible();
    }
}
