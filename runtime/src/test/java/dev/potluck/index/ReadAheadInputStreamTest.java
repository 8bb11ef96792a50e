package dev.potluck.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

final class ReadAheadInputStreamTest {
    private static final int MAX_WAIT_SECONDS = 20;

    @Test
    void read_anyStream_givesTheSameBytes() throws IOException {
        byte[] content = new byte[1_000_003];
        new Random(3).nextBytes(content);
        try (InputStream in = new ReadAheadInputStream(new ByteArrayInputStream(content))) {
            assertThat(in.read()).isEqualTo(content[0] & 0xff);
            assertThat(in.readAllBytes()).hasSize(content.length - 1).endsWith(content[1_000_002]);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void read_emptyStream_ends() throws IOException {
        try (InputStream in = new ReadAheadInputStream(InputStream.nullInputStream())) {
            assertThat(in.read(new byte[5])).isEqualTo(-1);
        }
    }

    @Test
    void read_sourceFails_failsAfterTheBytesBefore() throws IOException {
        InputStream source =
                new SequenceInputStream(new ByteArrayInputStream(new byte[70_000]), failing());
        try (InputStream in = new ReadAheadInputStream(source)) {
            assertThat(in.readNBytes(64 << 10)).hasSize(64 << 10);
            assertThatIOException().isThrownBy(in::readAllBytes).withMessage("damaged");
            assertThatIOException().isThrownBy(in::read).withMessage("damaged");
        }
    }

    @Test
    void read_decoderThrowsAtRuntime_isMalformedInput() {
        InputStream source = stream(length -> {
            throw new ArrayIndexOutOfBoundsException("of the decoder");
        });
        assertThatIOException()
                .isThrownBy(() -> new ReadAheadInputStream(source).read())
                .withMessageContaining("of the decoder");
    }

    @Test
    void close_inTheMiddle_closesTheSourceAndReadsNoMore() throws Exception {
        AtomicLong readBytes = new AtomicLong();
        CountDownLatch closed = new CountDownLatch(1);
        InputStream endless =
                new FilterInputStream(
                        stream(length -> (int) Math.min(length, readBytes.addAndGet(length)))) {
                    @Override
                    public void close() {
                        closed.countDown();
                    }
                };
        try (InputStream in = new ReadAheadInputStream(endless)) {
            assertThat(in.read()).isZero();
        }
        assertThat(closed.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(readBytes.get()).isLessThan(2 << 20);
    }

    private static InputStream failing() {
        return stream(length -> {
            throw new IOException("damaged");
        });
    }

    /** Says how many zeros it gives when asked for so many bytes. */
    private interface Source {
        int read(int lengthBytes) throws IOException;
    }

    private static InputStream stream(Source source) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return source.read(1) - 1;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return source.read(length);
            }
        };
    }
}
