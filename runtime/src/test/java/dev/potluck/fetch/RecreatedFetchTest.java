package dev.potluck.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.api.ContentHash;
import dev.potluck.hash.ContentHasher;
import dev.potluck.index.LineFormat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Files that come of what the node kept of them, while mirrors are asked as ever. */
final class RecreatedFetchTest {
    /** Half of it is more than what a fetch brings to its end for nobody. */
    private static final int FILE_BYTES = 9 << 20;

    private static final String PATH = "old.pkg";
    private static final long LIMIT_S = 60;

    @TempDir
    Path home;

    private final byte[] file = content();
    private final CountDownLatch begins = new CountDownLatch(1);
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Making making = RecreatedFetchTest::failing;
    private FetchFixture node;

    private static byte[] content() {
        byte[] bytes = new byte[FILE_BYTES];
        new Random(FILE_BYTES).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void open() throws Exception {
        node = new FetchFixture(home);
        node.useRecreations(new Means());
        String index = LineFormat.line(PATH, file);
        node.first.put("LIST", LineFormat.line("main.idx", index.getBytes(UTF_8)));
        node.first.put("main.idx", index);
        node.get("LIST");
        node.get("main.idx");
        node.first.fail(PATH, 503);
    }

    @AfterEach
    void close() throws Exception {
        begins.countDown();
        goesOn.countDown();
        node.close();
    }

    private interface Making {
        InputStream begin() throws IOException;
    }

    /** The file can be made again, and this is how. */
    private void use(Making how) {
        making = how;
    }

    /** Makes the file as the test says. */
    private final class Means implements Recreations {
        @Override
        public boolean has(ContentHash hash) {
            return hash.equals(ContentHasher.sha256(file));
        }

        @Override
        public InputStream begin(ContentHash hash) throws IOException {
            return new FilterInputStream(making.begin()) {
                @Override
                public void close() throws IOException {
                    super.close();
                    closed.countDown();
                }
            };
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(LIMIT_S, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Waits in the middle. */
    private InputStream halting(byte[] content) {
        int half = content.length / 2;
        InputStream rest = new ByteArrayInputStream(content, half, content.length - half);
        return new SequenceInputStream(
                new ByteArrayInputStream(content, 0, half), new FilterInputStream(rest) {
                    @Override
                    public int read() throws IOException {
                        RecreatedFetchTest.await(goesOn);
                        return super.read();
                    }

                    @Override
                    public int read(byte[] to, int offset, int length) throws IOException {
                        RecreatedFetchTest.await(goesOn);
                        return super.read(to, offset, length);
                    }
                });
    }

    private static InputStream failing() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the codec failed");
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                return read();
            }
        };
    }

    @Test
    void fetch_mirrorFails_isMadeAgainAndStored() throws Exception {
        use(() -> new ByteArrayInputStream(file));

        Answer answer = node.answer(PATH);

        assertThat(answer.status()).isEqualTo(CacheStatus.FROM_DELTA);
        assertThat(node.await(() -> FetchFixture.read(answer))).isEqualTo(file);
        node.settle(PATH);
        assertThat(node.cache.find(ContentHasher.sha256(file))).isPresent();
        assertThat(closed.await(LIMIT_S, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void fetch_mirrorFails_streamsWhileItIsMade() throws Exception {
        use(() -> halting(file));
        Answer.Relayed answer = (Answer.Relayed) node.answer(PATH);

        node.await(() -> node.whenReleased(answer.reader(), FILE_BYTES / 4));
        assertThat(answer.reader().hasEnded()).isFalse();
        byte[] sofar = FetchFixture.released(answer.reader());
        assertThat(sofar).isEqualTo(Arrays.copyOf(file, sofar.length));
        goesOn.countDown();

        assertThat(node.await(() -> FetchFixture.follow(answer.reader()))).isEqualTo(file);
    }

    @Test
    void fetch_mirrorStopsHalfway_theRestIsMade() throws Exception {
        node.first.answer(
                PATH,
                request -> request.response()
                        .putHeader("Content-Length", Integer.toString(FILE_BYTES))
                        .write(Buffer.buffer(Arrays.copyOf(file, FILE_BYTES / 3))));
        use(() -> halting(file));
        Answer.Relayed answer = (Answer.Relayed) node.answer(PATH);
        node.await(() -> node.whenReleased(answer.reader(), FILE_BYTES / 4));
        goesOn.countDown();

        assertThat(node.await(() -> FetchFixture.follow(answer.reader()))).isEqualTo(file);
    }

    @Test
    void fetch_mirrorAndMakingFail_isAnErrorAndLeavesNothing() throws Exception {
        use(RecreatedFetchTest::failing);
        FetcherTest.assertStatus(502, () -> node.get(PATH));
        assertThat(node.cache.find(ContentHasher.sha256(file))).isEmpty();

        node.first.put(PATH, file);
        assertThat(node.get(PATH)).isEqualTo(file);
    }

    @Test
    void fetch_makingFailsHalfway_isCutOffAndRightTheNextTime() throws Exception {
        use(() -> new SequenceInputStream(
                new ByteArrayInputStream(file, 0, FILE_BYTES / 2), failing()));
        assertThatThrownBy(() -> node.get(PATH)).isInstanceOf(Exception.class);

        node.first.put(PATH, file);
        node.passFreshTime();
        assertThat(node.get(PATH)).isEqualTo(file);
    }

    @Test
    void fetch_otherBytesAreMade_areNotStored() throws Exception {
        use(() -> new ByteArrayInputStream(new byte[FILE_BYTES]));
        assertThatThrownBy(() -> node.get(PATH)).isInstanceOf(Exception.class);
        assertThat(node.cache.find(ContentHasher.sha256(file))).isEmpty();
    }

    @Test
    void fetch_mirrorIsDoneBeforeMakingBegins_isClosedAndLeavesNothing() throws Exception {
        node.first.put(PATH, file);
        use(() -> {
            await(begins);
            return new ByteArrayInputStream(file);
        });

        assertThat(node.get(PATH)).isEqualTo(file);
        node.settle(PATH);
        begins.countDown();

        assertThat(closed.await(LIMIT_S, TimeUnit.SECONDS)).isTrue();
        Awaitility.await()
                .atMost(Duration.ofSeconds(LIMIT_S))
                .untilAsserted(() -> assertThat(hasPartials()).isFalse());
    }

    @Test
    void fetch_clientLeavesWhileItIsMade_ends() throws Exception {
        use(() -> halting(file));
        Answer.Relayed answer = (Answer.Relayed) node.answer(PATH);
        node.await(() -> node.whenReleased(answer.reader(), FILE_BYTES / 4));

        node.await(() -> {
            answer.reader().close();
            return Future.succeededFuture();
        });
        goesOn.countDown();

        assertThat(closed.await(LIMIT_S, TimeUnit.SECONDS)).isTrue();
        assertThat(node.cache.find(ContentHasher.sha256(file))).isEmpty();
        node.first.put(PATH, file);
        assertThat(node.get(PATH)).isEqualTo(file);
    }

    private boolean hasPartials() throws IOException {
        try (var files = Files.list(home.resolve("partial"))) {
            return files.findAny().isPresent();
        }
    }
}
