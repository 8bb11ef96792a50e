package dev.potluck.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * A blob under way: its first bytes, and where they came from. One writer, any number of readers.
 */
public final class PartialBlob {
    private final Path path;
    private final Path originPath;
    private final FileChannel file;
    private long lengthBytes;

    private PartialBlob(Path path, FileChannel file, long lengthBytes) {
        this.path = path;
        this.originPath = path.resolveSibling(path.getFileName() + ".from");
        this.file = file;
        this.lengthBytes = lengthBytes;
    }

    static PartialBlob open(Path path) throws IOException {
        FileChannel file = FileChannel.open(path, CREATE, READ, WRITE);
        return new PartialBlob(path, file, file.size());
    }

    /** The file, for reading at explicit positions. */
    public FileChannel file() {
        return file;
    }

    public long lengthBytes() {
        return lengthBytes;
    }

    /** Appends all that remains in the buffer. */
    public void append(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            lengthBytes += file.write(bytes, lengthBytes);
        }
    }

    /** Forgets all bytes. */
    public void clear() throws IOException {
        file.truncate(0);
        lengthBytes = 0;
    }

    /** Forgets all bytes but the first so many. */
    public void truncate(long keptBytes) throws IOException {
        if (keptBytes < lengthBytes) {
            file.truncate(keptBytes);
            lengthBytes = keptBytes;
        }
    }

    /** Notes where the bytes come from, for a later resume. */
    public void writeOrigin(PartialOrigin origin) throws IOException {
        Files.write(originPath, List.of(origin.source(), origin.etag(), origin.lastModified()));
    }

    /** Where the bytes came from; empty if that was never noted or the note is damaged. */
    public Optional<PartialOrigin> readOrigin() throws IOException {
        if (!Files.exists(originPath)) {
            return Optional.empty();
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(originPath);
        } catch (CharacterCodingException damaged) {
            return Optional.empty();
        }
        return lines.size() == 3
                ? Optional.of(new PartialOrigin(lines.get(0), lines.get(1), lines.get(2)))
                : Optional.empty();
    }

    /** Closes the file and keeps it for a later resume; nothing is kept of an empty one. */
    public void keep() throws IOException {
        if (lengthBytes == 0) {
            discard();
        } else {
            file.close();
        }
    }

    /** Closes the file and deletes it. */
    public void discard() throws IOException {
        file.close();
        unlink();
    }

    /** Deletes the file, which stays open: its readers go on reading it. */
    public void unlink() throws IOException {
        Files.deleteIfExists(path);
        Files.deleteIfExists(originPath);
    }

    void sync() throws IOException {
        file.force(false);
    }

    /** The file stays open: readers of a fetch that has just ended go on reading it. */
    void moveTo(Path target) throws IOException {
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(originPath);
    }

    /** Closes the file without touching what is on disk. */
    public void close() throws IOException {
        file.close();
    }
}
