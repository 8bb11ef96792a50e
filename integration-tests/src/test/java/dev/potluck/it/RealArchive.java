package dev.potluck.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A copy of what the tests use of the machine's archive: asked for once in a run of the tests. */
final class RealArchive {
    private RealArchive() {}

    /** A mirror of the machine's archive, that a test may cut off. */
    static FaultyMirror mirror() {
        return FaultyMirror.forwarding(MachineSources.first().uri(), Shared.FOLDER);
    }

    private static final class Shared {
        static final Path FOLDER = make();

        private static Path make() {
            try {
                Path folder = Files.createTempDirectory("potluck-real-archive-");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.delete(folder)));
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
