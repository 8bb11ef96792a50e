package dev.potluck.hashdb;

import org.lmdbjava.Meta;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * LMDB's native library. lmdbjava unpacks it to a file that only an orderly end of the virtual
 * machine deletes; here it goes as soon as it is loaded, so that nothing is left by a kill.
 */
final class NativeLibrary {
    private static final String FOLDER_PROPERTY = "lmdbjava.extract.dir";

    private static boolean isLoaded;

    private NativeLibrary() {}

    /**
     * Loads and binds it, once: half of a node's start.
     *
     * @throws IOException if the temporary folder cannot be written
     */
    static synchronized void load() throws IOException {
        if (isLoaded) {
            return;
        }
        Path folder = Files.createTempDirectory("lmdb");
        System.setProperty(FOLDER_PROPERTY, folder.toString());
        try {
            Meta.version();
            isLoaded = true;
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> unpacked = Files.list(folder)) {
            for (Path file : unpacked.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
