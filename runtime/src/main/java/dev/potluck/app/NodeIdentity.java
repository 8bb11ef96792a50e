package dev.potluck.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The node's name for itself, made at its first start, and what its DHT wants to find again. Kept
 * in {@code HOME/node}, lines of text:
 *
 * <pre>
 * 3f9a…c2            40 hexadecimal digits
 * dht UExEMQQ…       the ids and nodes of the DHT, base64; missing before it has run
 * </pre>
 *
 * What is damaged is made anew: nothing else depends on it.
 *
 * @param nodeId 40 hexadecimal digits
 * @param dhtState what the DHT kept in its last run
 */
record NodeIdentity(String nodeId, Optional<byte[]> dhtState) {
    private static final Logger log = LoggerFactory.getLogger(NodeIdentity.class);

    /** As long as a DHT node id (BEP 5), 160 bits. */
    private static final int ID_BYTES = 20;
    /** 400 nodes of each family, in base64, are 35 kB. */
    private static final int MAX_FILE_BYTES = 200_000;

    private static final String FILE = "node";
    private static final String DRAFT = "node.new";
    private static final String DHT_WORD = "dht ";

    /**
     * The identity of a home; a new one where it has none, or one that cannot be read.
     *
     * @param random asked for only when a new identity is needed
     * @throws IOException if the file cannot be opened or written
     */
    static NodeIdentity of(Path home, Supplier<RandomGenerator> random) throws IOException {
        Path file = home.resolve(FILE);
        if (Files.exists(file)) {
            Optional<NodeIdentity> known = read(file);
            if (known.isPresent()) {
                return known.get();
            }
            log.warn("{} is damaged: this node takes a new identity", file);
        }
        byte[] id = new byte[ID_BYTES];
        random.get().nextBytes(id);
        NodeIdentity made = new NodeIdentity(HexFormat.of().formatHex(id), Optional.empty());
        made.write(home);
        return made;
    }

    private static Optional<NodeIdentity> read(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            return Optional.empty();
        }
        // Every byte is a character here, so that damage is no error yet.
        List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        String id = lines.isEmpty() ? "" : lines.get(0).strip();
        if (!id.matches("[0-9a-f]{" + 2 * ID_BYTES + "}")) {
            return Optional.empty();
        }
        Optional<byte[]> state = lines.stream()
                .filter(line -> line.startsWith(DHT_WORD))
                .findFirst()
                .flatMap(line -> decode(file, line.substring(DHT_WORD.length())));
        return Optional.of(new NodeIdentity(id, state));
    }

    private static Optional<byte[]> decode(Path file, String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64.strip()));
        } catch (IllegalArgumentException e) {
            log.warn("{}: the nodes known in the last run are damaged, and forgotten", file);
            return Optional.empty();
        }
    }

    /** The same node with another state of its DHT. */
    NodeIdentity with(byte[] newDhtState) {
        return new NodeIdentity(nodeId, Optional.of(newDhtState));
    }

    /** Writes the file; a crash leaves the old one or the new one, whole. */
    void write(Path home) throws IOException {
        String state = dhtState.map(
                        bytes -> DHT_WORD + Base64.getEncoder().encodeToString(bytes) + "\n")
                .orElse("");
        Path draft = home.resolve(DRAFT);
        try (FileChannel out = FileChannel.open(
                draft,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes =
                    ByteBuffer.wrap((nodeId + "\n" + state).getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(draft, home.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }
}
