package dev.potluck.store;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Complete blobs under the name of their SHA-256, and partial ones beside them.
 *
 * <p>A blob appears under its name only by a rename of a file that was synced, so that no crash can
 * leave half a blob there.
 */
public final class BlobStore {
    private static final Pattern FOLDER_NAME = Pattern.compile("[0-9a-f]{2}");

    private final Path objects;
    private final Path partial;
    private final FileStore disk;

    private BlobStore(Path objects, Path partial) throws IOException {
        this.objects = objects;
        this.partial = partial;
        this.disk = Files.getFileStore(objects);
    }

    /** Opens the store below {@code home}, making its folders if they are missing. */
    public static BlobStore open(Path home) throws IOException {
        return new BlobStore(
                Files.createDirectories(home.resolve("objects")),
                Files.createDirectories(home.resolve("partial")));
    }

    /** Where a blob stands, or would stand. */
    public Path pathOf(ContentHash sha256) {
        return folderOf(sha256).resolve(sha256.hex());
    }

    private Path folderOf(ContentHash sha256) {
        if (sha256.algorithm() != HashAlgorithm.SHA256) {
            throw new IllegalArgumentException("blobs are named by SHA-256, not " + sha256);
        }
        return objects.resolve(sha256.hex().substring(0, 2));
    }

    /**
     * Opens a blob for reading.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    public FileChannel open(ContentHash sha256) throws IOException {
        return FileChannel.open(pathOf(sha256), READ);
    }

    /** Opens the partial blob of that name, with what an earlier download left of it. */
    public PartialBlob partial(String name) throws IOException {
        return PartialBlob.open(partial.resolve(name));
    }

    /**
     * Makes a complete partial blob a blob: sync, rename, sync of the folder. The file stays open
     * for its readers.
     */
    public void promote(PartialBlob blob, ContentHash sha256) throws IOException {
        blob.sync();
        Path folder = makeFolder(sha256);
        blob.moveTo(pathOf(sha256));
        syncFolder(folder);
    }

    /** Takes in a copy of a file that stands elsewhere and has that hash. */
    public void importFile(Path source, ContentHash sha256) throws IOException {
        put(staged -> Files.copy(source, staged, StandardCopyOption.REPLACE_EXISTING), sha256);
    }

    /** Takes in some bytes that have that hash. */
    public void write(byte[] content, ContentHash sha256) throws IOException {
        put(staged -> Files.write(staged, content), sha256);
    }

    private interface Filler {
        void fill(Path file) throws IOException;
    }

    private void put(Filler filler, ContentHash sha256) throws IOException {
        Path staged = Files.createTempFile(partial, "new-", "");
        try {
            filler.fill(staged);
            try (FileChannel file = FileChannel.open(staged, READ, WRITE)) {
                file.force(true);
            }
            Path folder = makeFolder(sha256);
            Files.move(staged, pathOf(sha256), StandardCopyOption.ATOMIC_MOVE);
            syncFolder(folder);
        } finally {
            Files.deleteIfExists(staged); // still there only if something failed
        }
    }

    private Path makeFolder(ContentHash sha256) throws IOException {
        Path folder = folderOf(sha256);
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            syncFolder(objects);
        }
        return folder;
    }

    /** Whether that blob's file is there. */
    public boolean has(ContentHash sha256) {
        return Files.exists(pathOf(sha256));
    }

    /** Deletes a blob; open channels of it stay readable. Says whether there was one. */
    public boolean delete(ContentHash sha256) throws IOException {
        return Files.deleteIfExists(pathOf(sha256));
    }

    /** Hands over every blob's hash, as far as its name is one; other files are left alone. */
    public void forEach(Consumer<ContentHash> visitor) throws IOException {
        try (Stream<Path> folders = Files.list(objects)) {
            for (Path folder : folders.filter(BlobStore::isOurs).toList()) {
                forEachIn(folder, visitor);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean isOurs(Path folder) {
        return FOLDER_NAME.matcher(folder.getFileName().toString()).matches()
                && Files.isDirectory(folder);
    }

    private static void forEachIn(Path folder, Consumer<ContentHash> visitor) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            files.flatMap(file -> hashOf(file).stream())
                    .filter(hash -> hash.hex().startsWith(folder.getFileName().toString()))
                    .forEach(visitor);
        }
    }

    private static Optional<ContentHash> hashOf(Path file) {
        try {
            return Optional.of(
                    ContentHash.ofHex(HashAlgorithm.SHA256, file.getFileName().toString()));
        } catch (IllegalArgumentException notABlob) {
            return Optional.empty();
        }
    }

    /**
     * Deletes partial blobs that are too old, and of the others those that were written to longest
     * ago, until the rest take no more than so many bytes.
     *
     * @param limits what may stay
     * @return how many were deleted
     */
    public int trimPartials(PartialLimits limits) throws IOException {
        List<PartialFile> files = partialFiles();
        files.sort(Comparator.comparing(PartialFile::writtenAt));
        long totalBytes = files.stream().mapToLong(PartialFile::sizeBytes).sum();
        int deleted = 0;
        for (PartialFile file : files) {
            boolean isTooMuch = totalBytes > limits.maxBytes()
                    && file.writtenAt().isBefore(limits.idleBefore());
            if (isTooMuch || file.writtenAt().isBefore(limits.tooOldBefore())) {
                Files.deleteIfExists(file.path());
                totalBytes -= file.sizeBytes();
                deleted++;
            }
        }
        return deleted;
    }

    /**
     * Which partial blobs may stay.
     *
     * @param maxBytes what they may take together
     * @param idleBefore those that were written to since are being fetched, and stay
     * @param tooOldBefore those that were last written to before it go in any case
     */
    public record PartialLimits(long maxBytes, Instant idleBefore, Instant tooOldBefore) {}

    private record PartialFile(Path path, Instant writtenAt, long sizeBytes) {}

    private List<PartialFile> partialFiles() throws IOException {
        List<PartialFile> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(partial)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                describe(file).ifPresent(found::add);
            }
        }
        return found;
    }

    /** Nothing, if its download has ended meanwhile. */
    private static Optional<PartialFile> describe(Path file) throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new PartialFile(
                    file, attributes.lastModifiedTime().toInstant(), attributes.size()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Bytes that the file system still has room for. */
    public long usableBytes() throws IOException {
        return disk.getUsableSpace();
    }

    private static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, READ)) {
            channel.force(true);
        }
    }
}
