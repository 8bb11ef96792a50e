package dev.potluck.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ContentHash;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hash.FileHashes;
import dev.potluck.hash.Pieces;
import dev.potluck.index.Validators;
import dev.potluck.store.BlobStore;
import dev.potluck.store.PartialBlob;

import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A relay and its writer, on a disk that is as slow as a test wants it. */
final class RelayWriterTest {
    private static final int SIZE_BYTES = 3 * Pieces.PIECE_BYTES;

    private final byte[] content = new byte[SIZE_BYTES];
    private final StepWorker disk = new StepWorker();
    private final AtomicInteger abandoned = new AtomicInteger();
    private BlobStore store;
    private PartialBlob blob;
    private Relay relay;
    private RelayWriter writer;

    @BeforeEach
    void open(@TempDir Path home) throws IOException {
        new Random(1).nextBytes(content);
        store = BlobStore.open(home);
        begin(new Expectation(Optional.of(ContentHasher.sha256(content)), SIZE_BYTES));
    }

    private void begin(Expectation expectation) throws IOException {
        blob = store.partial("p");
        relay = new Relay(blob.file(), abandoned::incrementAndGet);
        ContentHasher hasher = new ContentHasher(expectation.algorithm());
        hasher.update(blob.file(), blob.lengthBytes());
        writer = new RelayWriter(relay, blob, hasher, expectation, disk);
    }

    @AfterEach
    void close() throws IOException {
        blob.close();
    }

    @Test
    void write_listedFile_holdsTheLastPieceBack() {
        write(content, SIZE_BYTES - 1);
        disk.runAll();
        assertThat(relay.releasedBytes()).isEqualTo(SIZE_BYTES - Pieces.PIECE_BYTES);
        writer.write(Buffer.buffer(Arrays.copyOfRange(content, SIZE_BYTES - 1, SIZE_BYTES)));
        writer.end();
        disk.runAll();
        assertThat(relay.releasedBytes()).isEqualTo(SIZE_BYTES - Pieces.PIECE_BYTES);
        assertThat(hashes().sha256()).isEqualTo(ContentHasher.sha256(content));
        assertThat(writer.isComplete()).isTrue();
    }

    @Test
    void hold_whatOthersSay_isForNeighboursOnly() {
        write(content, 10);
        writer.hold();
        write(content, 20);
        disk.runAll();
        RelayReader client = relay.open();
        RelayReader neighbour = relay.openForNeighbour();
        assertThat(client.releasedBytes()).isEqualTo(10);
        assertThat(neighbour.releasedBytes()).isEqualTo(30);
        writer.release();
        assertThat(client.releasedBytes()).isEqualTo(30);
    }

    @Test
    void dismissNeighbours_afterSomeBytes_getNoMoreAndHearOfIt() {
        RelayReader client = relay.open();
        RelayReader neighbour = relay.openForNeighbour();
        write(content, 10);
        disk.runAll();
        AtomicInteger calls = new AtomicInteger();
        neighbour.onProgress(calls::incrementAndGet);
        relay.dismissNeighbours();
        relay.dismissNeighbours();
        assertThat(calls.get()).isEqualTo(1);
        write(content, 10);
        disk.runAll();
        assertThat(neighbour.releasedBytes()).isEqualTo(10);
        assertThat(neighbour.failure()).isPresent();
        assertThat(client.releasedBytes()).isEqualTo(20);
        assertThat(client.failure()).isEmpty();
        assertThat(relay.openForNeighbour().failure()).as("who comes later").isEmpty();
    }

    @Test
    void write_unlistedFile_isReleasedAsItIsWritten() throws Exception {
        blob.close();
        begin(Expectation.NOTHING);
        write(content, 10);
        assertThat(relay.releasedBytes()).as("nothing is on disk yet").isZero();
        disk.runAll();
        assertThat(relay.releasedBytes()).isEqualTo(10);
    }

    @Test
    void write_slowDisk_pausesTheSourceAndGoesOn() {
        AtomicInteger drained = new AtomicInteger();
        writer.onDrain(drained::incrementAndGet);
        boolean hasRoom = true;
        int writes = 0;
        while (hasRoom) {
            hasRoom = writer.write(Buffer.buffer(new byte[100_000]));
            writes++;
        }
        assertThat(writes).isBetween(10, 40);
        assertThat(disk.waiting()).as("one task at a time").isEqualTo(1);
        disk.step();
        assertThat(disk.waiting()).as("all that waited is one task").isEqualTo(1);
        disk.runAll();
        assertThat(drained.get()).isPositive();
        assertThat(writer.writtenBytes()).isEqualTo(writes * 100_000L);
    }

    /** Bytes that became void while the disk wrote them must not reach a reader. */
    @Test
    void restart_whileTheDiskWrites_releasesNothingOfTheVoid() throws Exception {
        write(new byte[SIZE_BYTES], SIZE_BYTES);
        writer.begin(true, Optional.empty());
        disk.step();
        assertThat(relay.releasedBytes()).isZero();
        write(content, SIZE_BYTES);
        writer.end();
        disk.runAll();
        assertThat(hashes().sha256()).isEqualTo(ContentHasher.sha256(content));
        assertThat(onDisk()).isEqualTo(content);
    }

    @Test
    void restart_bytesWaitOrAreThere_leavesTheNewOnesOnly() throws Exception {
        write(new byte[100], 100);
        disk.runAll();
        write(new byte[100], 100);
        write(new byte[100], 100);
        writer.begin(true, Optional.empty());
        write(content, SIZE_BYTES);
        writer.end();
        disk.runAll();
        assertThat(onDisk()).isEqualTo(content);
        assertThat(hashes().sha256()).isEqualTo(ContentHasher.sha256(content));
    }

    @Test
    void restart_nothingComesAfter_leavesAnEmptyFile() throws Exception {
        write(new byte[100], 100);
        disk.runAll();
        writer.begin(true, Optional.empty());
        writer.end();
        disk.runAll();
        assertThat(onDisk()).isEmpty();
        assertThat(hashes().sha256()).isEqualTo(ContentHasher.sha256(new byte[0]));
    }

    @Test
    void write_diskFails_isToldAtOnce() throws Exception {
        write(content, 10);
        blob.close();
        disk.runAll();
        assertThat(writer.written().failed()).isTrue();
        writer.end();
        disk.runAll();
        assertThat(writer.written().cause()).isInstanceOf(IOException.class);
    }

    @Test
    void open_partialOfUnknownLength_beginsAnew() throws Exception {
        blob.append(ByteBuffer.wrap(content));
        blob.keep();
        ContentHash hash = ContentHasher.sha256(content);
        OpenedPartial hashed =
                OpenedPartial.open(store, "p", new Expectation(Optional.of(hash), -1), 0);
        assertThat(hashed.blob().lengthBytes()).isZero();
        blob.close();
        blob = hashed.blob();
    }

    @Test
    void open_partialLongerThanExpected_beginsAnew() throws Exception {
        blob.append(ByteBuffer.wrap(content));
        blob.keep();
        ContentHash hash = ContentHasher.sha256(content);
        for (long sizeBytes : new long[] {SIZE_BYTES, SIZE_BYTES - 1}) {
            OpenedPartial opened = OpenedPartial.open(
                    store, "p", new Expectation(Optional.of(hash), sizeBytes), 0);
            assertThat(opened.blob().lengthBytes())
                    .isEqualTo(sizeBytes == SIZE_BYTES ? SIZE_BYTES : 0);
            opened.blob().close();
        }
    }

    @Test
    void close_readers_abandonTheFetchOrCloseTheFile() {
        RelayReader one = relay.open();
        RelayReader other = relay.open();
        one.close();
        one.close();
        assertThat(abandoned).hasValue(0);
        other.close();
        assertThat(abandoned).hasValue(1);
        RelayReader late = relay.open();
        relay.retire();
        assertThat(blob.file().isOpen()).isTrue();
        late.close();
        assertThat(blob.file().isOpen()).isFalse();
        assertThat(abandoned).hasValue(1);
    }

    @Test
    void read_smallFile_waitsForItsVerification() {
        var early = relay.read(false, CacheStatus.MISS);
        var verified = relay.read(true, CacheStatus.FOLLOWED);
        relay.begin(new RelayHead(SIZE_BYTES, Validators.NONE, ""));
        assertThat(early.succeeded()).isTrue();
        assertThat(verified.isComplete()).isFalse();
        relay.complete(SIZE_BYTES, ContentHasher.sha256(content));
        assertThat(verified.succeeded()).isTrue();
        assertThat(relay.hasEnded()).isTrue();
        assertThat(relay.releasedBytes()).isEqualTo(SIZE_BYTES);
    }

    @Test
    void fail_readers_areToldAndCounted() {
        var reading = relay.read(true, CacheStatus.MISS);
        AtomicInteger told = new AtomicInteger();
        RelayReader reader = relay.open();
        reader.onProgress(told::incrementAndGet);
        relay.fail(new IOException("wrong content"));
        assertThat(reading.failed()).isTrue();
        assertThat(told).hasValue(1);
        assertThat(reader.failure()).isPresent();
        reader.close();
        assertThat(relay.isWanted()).isFalse();
    }

    private void write(byte[] bytes, int lengthBytes) {
        writer.write(Buffer.buffer(Arrays.copyOf(bytes, lengthBytes)));
    }

    private FileHashes hashes() {
        assertThat(writer.written().succeeded()).isTrue();
        return writer.written().result();
    }

    private byte[] onDisk() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) blob.file().size());
        blob.file().read(bytes, 0);
        return bytes.array();
    }
}
