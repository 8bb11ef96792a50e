package dev.potluck.app;

import dev.potluck.api.PackageId;
import dev.potluck.cache.ServedObject;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Function;

/**
 * What was served and when, one line each, in two files of the home: when {@code requests.log} is
 * full it becomes {@code requests.log.1}, over the one before. A sample:
 *
 * <pre>
 * 1700000000000 9f86d081884c7d65… 1024 - bash 5.2.15-2 amd64
 * </pre>
 */
final class RequestTrace {
    private static final long MAX_FILE_BYTES = 16 << 20;

    private final Path newer;
    private final Path older;

    RequestTrace(Path home) {
        this.newer = home.resolve("requests.log");
        this.older = home.resolve("requests.log.1");
    }

    /** Adds what was served: all of it or, if that fails, nothing. Blocking. */
    void add(List<ServedObject> served) throws IOException {
        if (Files.exists(newer) && Files.size(newer) >= MAX_FILE_BYTES) {
            Files.move(newer, older, StandardCopyOption.REPLACE_EXISTING);
        }
        StringBuilder lines = new StringBuilder();
        for (ServedObject one : served) {
            for (int i = 0; i < one.times(); i++) {
                lines.append(line(one)).append('\n');
            }
        }
        long sizeBytes = Files.exists(newer) ? Files.size(newer) : 0;
        try {
            Files.writeString(newer, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            cutBack(sizeBytes, e);
            throw e;
        }
    }

    /** Half a line would spoil the one that comes after it. */
    private void cutBack(long sizeBytes, IOException cause) {
        try (FileChannel file = FileChannel.open(newer, StandardOpenOption.WRITE)) {
            file.truncate(sizeBytes);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static String line(ServedObject one) {
        return "%d %s %d %s %s %s %s"
                .formatted(
                        one.atMs(),
                        one.object().sha256().hex(),
                        one.object().sizeBytes(),
                        one.unlistedSinceMs() < 0 ? "-" : Long.toString(one.unlistedSinceMs()),
                        field(one, PackageId::name),
                        field(one, PackageId::version),
                        field(one, PackageId::architecture));
    }

    private static String field(ServedObject one, Function<PackageId, String> part) {
        return one.object()
                .packageId()
                .map(part)
                .map(text -> text.replace(' ', '+'))
                .orElse("-");
    }

    /** Prints what there is, the oldest first; says how many lines that are. */
    int print(PrintWriter out) throws IOException {
        int lines = 0;
        for (Path file : List.of(older, newer)) {
            if (Files.exists(file)) {
                try (BufferedReader reader =
                        Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                        out.println(line);
                        lines++;
                    }
                }
            }
        }
        return lines;
    }
}
