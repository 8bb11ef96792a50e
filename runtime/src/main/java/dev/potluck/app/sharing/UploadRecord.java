package dev.potluck.app.sharing;

import dev.potluck.peer.MonthlyCap.Used;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What was uploaded this month, kept from run to run in {@code HOME/uploaded}: one line,
 * {@code 2026-11 1048576}, the month (UTC) and the bytes.
 */
public final class UploadRecord {
    private static final Logger log = LoggerFactory.getLogger(UploadRecord.class);

    private final Path file;

    public UploadRecord(Path home) {
        this.file = home.resolve("uploaded");
    }

    /** What was kept; empty if there is nothing, or nothing to be understood. */
    Optional<Used> read() throws IOException {
        try {
            String[] words = Files.readString(file).strip().split(" ", 2);
            return Optional.of(new Used(YearMonth.parse(words[0]), Long.parseLong(words[1])));
        } catch (NoSuchFileException firstRun) {
            return Optional.empty();
        } catch (DateTimeParseException | NumberFormatException | IndexOutOfBoundsException e) {
            log.warn("{} is damaged: this month's uploads count from now on", file);
            return Optional.empty();
        }
    }

    /** Keeps it. Blocking. */
    void write(Used used) throws IOException {
        Path next = file.resolveSibling("uploaded.new");
        Files.writeString(next, used.month() + " " + used.bytes() + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
