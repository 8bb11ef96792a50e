package dev.potluck.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The node's name for itself, made at its first start and kept in {@code HOME/node}: 40 hexadecimal
 * digits and a line feed, such as {@code 3f9a…c2\n}.
 */
final class NodeIdentity {
    /** As long as a DHT node id (BEP 5), 160 bits. */
    private static final int ID_BYTES = 20;

    private NodeIdentity() {}

    /**
     * The identity of a home; a new one where it has none.
     *
     * @param random asked for only when a new identity is needed
     * @throws IOException if the file cannot be read or written, or holds something else
     */
    static String of(Path home, Supplier<RandomGenerator> random) throws IOException {
        Path file = home.resolve("node");
        if (Files.exists(file)) {
            String id = Files.readString(file).strip();
            if (!id.matches("[0-9a-f]{40}")) {
                throw new IOException(file + ": expected 40 hexadecimal digits; delete it for a"
                        + " new identity");
            }
            return id;
        }
        byte[] id = new byte[ID_BYTES];
        random.get().nextBytes(id);
        String hex = HexFormat.of().formatHex(id);
        Path draft = home.resolve("node.new");
        Files.writeString(draft, hex + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return hex;
    }
}
