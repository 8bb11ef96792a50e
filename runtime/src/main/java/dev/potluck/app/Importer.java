package dev.potluck.app;

import dev.potluck.api.ContentHash;
import dev.potluck.app.PackageFiles.Candidate;
import dev.potluck.cache.NewObject;
import dev.potluck.hash.ContentHasher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Takes files into a cache under the hash that they turn out to have. */
final class Importer {
    /** How many files were taken in, were there before, and were left out. */
    record Result(long taken, long takenBytes, long known, long leftOut) {}

    private final Storage storage;
    private final long roomBytes;
    private long taken;
    private long takenBytes;
    private long known;
    private long leftOut;

    /** @param roomBytes take in no more than this */
    Importer(Storage storage, long roomBytes) {
        this.storage = storage;
        this.roomBytes = roomBytes;
    }

    /** Takes a file in, unless it is there; why it was left out, if it was. */
    Optional<String> take(Candidate file) {
        try {
            ContentHash sha256 = hash(file.path());
            if (storage.cache().find(sha256).isPresent()) {
                known++;
                return Optional.empty();
            }
            if (takenBytes + file.sizeBytes() > roomBytes) {
                return leaveOut(file, "no room; see cache.quota and cache.free-space-reserve");
            }
            storage.cache()
                    .importFile(
                            file.path(),
                            new NewObject(
                                    sha256,
                                    Optional.empty(),
                                    file.modifiedMs(),
                                    false,
                                    file.packageId()));
            if (hasChanged(file)) {
                // Then the copy need not be what was hashed before.
                storage.cache().remove(sha256);
                return leaveOut(file, "it was written to meanwhile");
            }
            taken++;
            takenBytes += file.sizeBytes();
            return Optional.empty();
        } catch (IOException e) {
            return leaveOut(file, OneLine.of(e));
        }
    }

    private static ContentHash hash(Path file) throws IOException {
        try (FileChannel content = FileChannel.open(file, StandardOpenOption.READ)) {
            return ContentHasher.sha256(content);
        }
    }

    private static boolean hasChanged(Candidate file) throws IOException {
        return Files.size(file.path()) != file.sizeBytes()
                || Files.getLastModifiedTime(file.path()).toMillis() != file.modifiedMs();
    }

    private Optional<String> leaveOut(Candidate file, String why) {
        leftOut++;
        return Optional.of("left out " + file.path() + ": " + why);
    }

    Result result() {
        return new Result(taken, takenBytes, known, leftOut);
    }
}
