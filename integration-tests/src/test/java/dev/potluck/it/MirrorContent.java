package dev.potluck.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where a test mirror has its files from. */
interface MirrorContent {
    /**
     * The file at a decoded path that starts with a slash.
     *
     * @throws IOException when the file cannot be had for another reason than that there is none
     */
    Optional<Path> find(String path) throws IOException;

    /** The files of a folder, whatever the query. */
    record OfFolder(Path folder) implements MirrorContent {
        @Override
        public Optional<Path> find(String path) {
            int query = path.indexOf('?');
            String name = path.substring(1, query < 0 ? path.length() : query);
            Path file = folder.resolve(name).normalize();
            return Optional.of(file)
                    .filter(found -> found.startsWith(folder) && Files.isRegularFile(found));
        }
    }

    /** The files of another mirror, each fetched when first asked for. */
    final class Forwarded implements MirrorContent {
        private final String upstream;
        private final Path folder;
        private final HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        private final Map<String, Object> locks = new ConcurrentHashMap<>();

        Forwarded(String upstream, Path folder) {
            this.upstream = upstream;
            this.folder = folder;
        }

        @Override
        public Optional<Path> find(String path) throws IOException {
            synchronized (locks.computeIfAbsent(path, key -> new Object())) {
                Path file = folder.resolve(path.substring(1));
                if (!Files.exists(file) && !fetch(path, file)) {
                    return Optional.empty();
                }
                return Optional.of(file);
            }
        }

        private boolean fetch(String path, Path file) throws IOException {
            URI uri = URI.create(upstream + path.replace("%", "%25").replace("+", "%2B"));
            Files.createDirectories(file.getParent());
            Path partial = file.resolveSibling(file.getFileName() + ".partial");
            try {
                HttpResponse<Path> answer = client.send(
                        HttpRequest.newBuilder(uri).build(),
                        HttpResponse.BodyHandlers.ofFile(partial));
                if (answer.statusCode() != 200) {
                    Files.delete(partial);
                    return false;
                }
                Optional<String> modified = answer.headers().firstValue("Last-Modified");
                if (modified.isPresent()) {
                    ZonedDateTime time = ZonedDateTime.parse(
                            modified.get(), DateTimeFormatter.RFC_1123_DATE_TIME);
                    Files.setLastModifiedTime(partial, FileTime.from(time.toInstant()));
                }
                Files.move(partial, file);
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while fetching " + uri, e);
            }
        }
    }
}
