package dev.potluck.app;

import dev.potluck.app.settings.HostPort;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Where the node of a home answers, for the commands that ask it: one line in
 * {@code HOME/listening}, such as {@code 127.0.0.1:9977}, there while the node runs. After a kill
 * it says where the node was.
 */
final class ListenNote implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ListenNote.class);

    private static final String NAME = "listening";

    /** A host name has at most 253 characters. */
    private static final int MAX_BYTES = 512;

    private final Path file;

    private ListenNote(Path file) {
        this.file = file;
    }

    /** Notes it. A disk that is full keeps no node from running. */
    static ListenNote write(Path home, HostPort listen) {
        Path file = home.resolve(NAME);
        try {
            Path draft = Files.writeString(home.resolve(NAME + ".new"), listen + "\n");
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            log.warn("cannot note where this node listens: {}", OneLine.of(e));
        }
        return new ListenNote(file);
    }

    /** What the node of that home noted; nothing if there is no such note that we may read. */
    static Optional<HostPort> read(Path home) {
        Path file = home.resolve(NAME);
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return HostPort.parse(
                    new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            log.debug("{} cannot be read", file, e);
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
