package dev.potluck.eviction.sim;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.PackageId;
import dev.potluck.eviction.sim.Trace.Request;
import dev.potluck.eviction.sim.Trace.TracedFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a trace that a node recorded: time, SHA-256, bytes, since when unlisted, and the package's
 * name, version and architecture.
 */
final class TraceReader {
    private static final int FIELDS = 7;

    private TraceReader() {}

    /** @throws IOException naming the line, if one has not the seven fields */
    static Trace read(Path file) throws IOException {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<TracedFile> files = new ArrayList<>();
        List<Request> requests = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            String[] fields = line.split(" ", -1);
            try {
                requireFields(fields);
                TracedFile read = file(fields);
                int at = numbers.computeIfAbsent(fields[1], hash -> files.size());
                if (at == files.size()) {
                    files.add(read);
                } else if (read.unlistedAtMs() < files.get(at).unlistedAtMs()) {
                    files.set(at, read);
                }
                requests.add(new Request(Long.parseLong(fields[0]), at));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ", line " + number + ": " + e.getMessage(), e);
            }
        }
        requests.sort(Comparator.comparingLong(Request::timeMs));
        return new Trace(List.copyOf(files), List.copyOf(requests));
    }

    private static void requireFields(String[] fields) {
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException(fields.length + " fields, expected " + FIELDS);
        }
    }

    private static TracedFile file(String[] fields) {
        return new TracedFile(
                ContentHash.ofHex(HashAlgorithm.SHA256, fields[1]),
                Long.parseLong(fields[2]),
                fields[3].equals("-") ? Long.MAX_VALUE : Long.parseLong(fields[3]),
                0,
                packageId(fields[4], fields[5], fields[6]));
    }

    private static Optional<PackageId> packageId(String name, String version, String architecture) {
        return name.equals("-")
                ? Optional.empty()
                : Optional.of(new PackageId(name, version, architecture));
    }
}
