package dev.potluck.app.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ContentHash;
import dev.potluck.app.sharing.PublicObjects.PublicFile;
import dev.potluck.dht.krpc.AnnouncedKey;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.PieceHint;
import dev.potluck.index.LineFormat;
import dev.potluck.swarm.MalformedPieceListException;
import dev.potluck.swarm.PieceHashes;

import io.vertx.core.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

final class AnnouncementsTest {
    private static final NodeId ZERO = NodeId.ofHex("0".repeat(2 * NodeId.SIZE_BYTES));
    private static final int PIECE = 512 << 10;

    private final AtomicBoolean served = new AtomicBoolean(true);
    private CacheFixture fixture;
    private Announcements announcements;

    @BeforeEach
    void open(@TempDir Path home) throws Exception {
        fixture = new CacheFixture(home);
        announcements = new Announcements(fixture.objects, new Zeros(), served::get);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void from_filesOfAPrivateArchive_areNotAnnounced() throws Exception {
        fixture.store(CacheFixture.content(1));
        fixture.adopt(CacheFixture.PRIVATE, CacheFixture.content(1));
        fixture.objects.refresh();
        assertThat(announcements.count()).isZero();
        assertThat(announcements.from(ZERO, 10)).isEmpty();
    }

    @Test
    void from_fileOfAPublicArchive_isAnnouncedUnderItsKey() throws Exception {
        fixture.store(CacheFixture.content(1));
        fixture.adopt(CacheFixture.PUBLIC, CacheFixture.content(1));
        fixture.objects.refresh();
        NodeId key = NodeId.ofPrefix(LineFormat.hash(CacheFixture.content(1)).digest());
        assertThat(announcements.from(key, 1)).containsExactly(AnnouncedKey.of(key));
    }

    @Test
    void from_serverStopped_isEmptyFromThenOn() throws Exception {
        fixture.store(CacheFixture.content(1));
        fixture.adopt(CacheFixture.PUBLIC, CacheFixture.content(1));
        fixture.objects.refresh();
        assertThat(announcements.from(ZERO, 10)).isNotEmpty();
        served.set(false);
        assertThat(announcements.isOn()).isFalse();
        assertThat(announcements.count()).isZero();
        assertThat(announcements.from(ZERO, 10)).isEmpty();
    }

    @Test
    void describe_filesOfAllSizes_carriesTheirHints() {
        assertThat(hint(1)).isEqualTo(PieceHint.NONE);
        assertThat(hint(2).hashes().length()).isEqualTo(2 * PieceHashes.HASH_BYTES);
        assertThat(hint(4).hashes().length()).isEqualTo(4 * PieceHashes.HASH_BYTES);
        assertThat(hint(5).hashes().isEmpty()).isTrue();
        assertThat(hint(5).list().length()).isEqualTo(NodeId.SIZE_BYTES);
        assertThat(hint(200).list().length()).isEqualTo(NodeId.SIZE_BYTES);
    }

    private PieceHint hint(long pieces) {
        PublicFile file = new PublicFile(LineFormat.hash(new byte[0]), pieces * PIECE);
        return announcements.describe(file).hint();
    }

    /** Lists of files that consist of nothing. */
    private static final class Zeros implements OfferedLists {
        @Override
        public Optional<PieceHashes> find(ContentHash sha256, long sizeBytes) {
            try {
                int bytes = (int) (sizeBytes + PIECE - 1) / PIECE * PieceHashes.HASH_BYTES;
                return Optional.of(PieceHashes.of(new byte[bytes], sizeBytes));
            } catch (MalformedPieceListException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public Future<PieceHashes> compute(ContentHash sha256, long sizeBytes) {
            throw new AssertionError("all lists are known");
        }
    }
}
