package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Many ranges in one request, as zchunk clients ask for them (RFC 9110, 14.6). */
final class ZchunkTest {
    private static final int RANGES = 200;

    @TempDir
    private Path folder;

    @Test
    void get_200RangesFromTheCache_areAllThere() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            String path = scene.path(LocalArchive.LARGE);
            byte[] content = Files.readAllBytes(scene.archive().packageFile(LocalArchive.LARGE));
            scene.get(path).orFail();
            assertRanges(scene, path, content);
        }
    }

    @Test
    void get_200RangesOfAFileOnItsWay_areAllThereAndAskedOfTheMirrorAsOne() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            PrivateApt apt = scene.apt("apt");
            apt.update().orFail();
            String path = scene.path(LocalArchive.LARGE);
            byte[] content = Files.readAllBytes(scene.archive().packageFile(LocalArchive.LARGE));
            assertRanges(scene, path, content);
            assertThat(scene.mirror().requests())
                    .filteredOn(request -> request.path().equals(path))
                    .singleElement()
                    .satisfies(request -> assertThat(request.headers().getOrDefault("range", ""))
                            .doesNotContain(","));
        }
    }

    private static void assertRanges(Scene scene, String path, byte[] content) throws IOException {
        List<int[]> ranges = new ArrayList<>();
        int step = content.length / RANGES;
        for (int i = 0; i < RANGES; i++) {
            ranges.add(new int[] {i * step, i * step + step / 2});
        }
        String header = ranges.stream()
                .map(range -> range[0] + "-" + range[1])
                .collect(Collectors.joining(","));
        RawClient.Answer answer = scene.get(path, "Range: bytes=" + header);
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.complete()).isTrue();
        String type = answer.header("Content-Type");
        String boundary = type.substring(type.indexOf("boundary=") + "boundary=".length());
        assertThat(type).startsWith("multipart/byteranges; ");
        assertThat(answer.header("Content-Range"))
                .as("must not stand in the head (RFC 9110, 15.3.7.2)")
                .isEmpty();
        assertThat(answer.header("Content-Length"))
                .isEqualTo(Integer.toString(answer.body().sizeBytes()));
        List<Part> parts = parts(answer.body().bytes(), boundary);
        assertThat(parts).hasSize(RANGES);
        for (int i = 0; i < RANGES; i++) {
            int[] range = ranges.get(i);
            assertThat(parts.get(i).range())
                    .isEqualTo("bytes " + range[0] + "-" + range[1] + "/" + content.length);
            assertThat(parts.get(i).content())
                    .as("range %d", i)
                    .isEqualTo(new String(
                            content,
                            range[0],
                            range[1] + 1 - range[0],
                            StandardCharsets.ISO_8859_1));
        }
    }

    /** Its content has a character for each byte. */
    private record Part(String range, String content) {}

    /** Takes a body apart as RFC 2046, 5.1.1 draws it: nothing may stand before, after, between. */
    private static List<Part> parts(byte[] body, String boundary) {
        String rest = new String(body, StandardCharsets.ISO_8859_1);
        String first = "--" + boundary + "\r\n";
        String next = "\r\n" + first;
        String last = "\r\n--" + boundary + "--\r\n";
        assertThat(rest.startsWith(first) || rest.startsWith(next)).isTrue();
        assertThat(rest).endsWith(last);
        String inner =
                rest.substring(rest.indexOf(first) + first.length(), rest.length() - last.length());
        List<Part> parts = new ArrayList<>();
        for (String piece : inner.split(Pattern.quote(next), -1)) {
            int headEnd = piece.indexOf("\r\n\r\n");
            Map<String, String> head = Arrays.stream(piece.substring(0, headEnd).split("\r\n"))
                    .map(line -> line.split(": ", 2))
                    .collect(Collectors.toMap(
                            words -> words[0].toLowerCase(Locale.ROOT), words -> words[1]));
            assertThat(head).containsOnlyKeys("content-type", "content-range");
            parts.add(
                    new Part(head.getOrDefault("content-range", ""), piece.substring(headEnd + 4)));
        }
        return parts;
    }

    /** libzck's own client: it asks for the header, then for the chunks that it lacks. */
    @Test
    void zckdl_newVersionThroughTheNode_getsOnlyWhatChanged() throws IOException {
        RpmRepository repository =
                new RpmRepository(folder.resolve("archive")).with("--zck", "--simple-md-filenames");
        for (int i = 0; i < 30; i++) {
            repository.add("package" + i, "1.0", 100);
        }
        repository.publish();
        Path primary = repository.os().resolve("repodata/primary.xml.zck");
        Path old = Files.copy(primary, folder.resolve("old.zck"));
        repository.add("another", "1.0", 100).publish();
        Path keyring = SigningKey.ofThisRun().exportTo(folder.resolve("keyring.gpg"));
        try (FaultyMirror mirror = FaultyMirror.of(repository.folder());
                PotluckProcess node =
                        Scene.plan(folder.resolve("home"), keyring).start()) {
            String base = node.uri() + "/127.0.0.1:" + mirror.port() + "/os/repodata/";
            Command.of("curl", "-sSf", "-o", "/dev/null", base + "repomd.xml")
                    .run()
                    .orFail();
            Path target = Files.createDirectories(folder.resolve("target"));
            Command.of("zckdl", "-s", old.toString(), base + "primary.xml.zck")
                    .in(target)
                    .run()
                    .orFail();
            assertThat(target.resolve("primary.xml.zck")).hasSameBinaryContentAs(primary);
            await("the index to be read")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> node.log().contains("primary.xml.zck lists 31 files"));
        }
    }
}
