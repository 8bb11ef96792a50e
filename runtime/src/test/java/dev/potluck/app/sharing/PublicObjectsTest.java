package dev.potluck.app.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.app.sharing.PublicObjects.PublicFile;
import dev.potluck.cache.NewObject;
import dev.potluck.dht.krpc.AnnouncedKey;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.index.LineFormat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

final class PublicObjectsTest {
    private static final NodeId ZERO = NodeId.ofHex("0".repeat(40));

    private final List<PublicFile> announced = new ArrayList<>();
    private CacheFixture fixture;
    private PublicObjects objects;

    @BeforeEach
    void open(@TempDir Path home) throws IOException {
        fixture = new CacheFixture(home);
        objects = fixture.objects;
        objects.onNew(announced::add);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static ContentHash hash(int number) {
        return LineFormat.hash(CacheFixture.content(number));
    }

    @Test
    void stored_listedByAPublicArchive_isHereUntilItGoes() throws IOException {
        ContentHash index =
                fixture.adopt(CacheFixture.PUBLIC, CacheFixture.content(1)).sha256();
        objects.refresh();
        assertThat(objects.count()).isEqualTo(1);
        fixture.store(CacheFixture.content(1));
        assertThat(objects.contains(hash(1))).isTrue();
        assertThat(announced).extracting(PublicFile::sha256).containsExactly(index, hash(1));
        fixture.cache.remove(hash(1));
        assertThat(objects.contains(hash(1))).isFalse();
        assertThat(objects.from(ZERO, 10)).hasSize(1);
    }

    @Test
    void stored_unlistedOrPrivate_isNeverHere() throws IOException {
        fixture.adopt(CacheFixture.PRIVATE, CacheFixture.content(1));
        fixture.store(CacheFixture.content(1));
        fixture.store(CacheFixture.content(2));
        objects.refresh();
        objects.review();
        assertThat(objects.count()).isZero();
        assertThat(objects.contains(hash(1))).isFalse();
    }

    @Test
    void refresh_listedAfterItWasStored_isFound() throws IOException {
        fixture.store(CacheFixture.content(1));
        objects.refresh();
        assertThat(objects.count()).isZero();
        fixture.adopt(CacheFixture.PUBLIC, CacheFixture.content(1));
        objects.refresh();
        assertThat(objects.contains(hash(1))).isTrue();
    }

    @Test
    void refresh_noLongerListed_isDropped() throws IOException {
        fixture.store(CacheFixture.content(1));
        fixture.store(CacheFixture.content(2));
        fixture.adopt(CacheFixture.PUBLIC, CacheFixture.content(1));
        objects.refresh();
        fixture.adopt(CacheFixture.PUBLIC, CacheFixture.content(2));
        objects.refresh();
        assertThat(objects.contains(hash(1)))
                .as("clients may still see the old state")
                .isTrue();
        fixture.releaseRetired();
        objects.refresh();
        assertThat(objects.contains(hash(1))).isFalse();
        assertThat(objects.contains(hash(2))).isTrue();
    }

    @Test
    void review_changedBehindOurBack_isRight() throws IOException {
        fixture.adopt(CacheFixture.PUBLIC, CacheFixture.content(1), CacheFixture.content(2));
        fixture.store(CacheFixture.content(1));
        objects.refresh();
        fixture.cache.watch(dev.potluck.cache.BlobWatcher.NONE);
        fixture.cache.remove(hash(1));
        fixture.store(CacheFixture.content(2));
        objects.review();
        assertThat(objects.contains(hash(1))).isFalse();
        assertThat(objects.contains(hash(2))).isTrue();
    }

    @Test
    void stored_listedByItsOtherHash_isHere() throws IOException {
        fixture.adopt(CacheFixture.PUBLIC, CacheFixture.content(1));
        objects.refresh();
        byte[] other = CacheFixture.content(7);
        ContentHash sha256 = LineFormat.hash(other);
        // The alias stands for a listing by another strong algorithm.
        fixture.cache.write(
                other, new NewObject(sha256, Optional.of(hash(1)), -1, true, Optional.empty()));
        assertThat(objects.contains(sha256)).isTrue();
        objects.review();
        assertThat(objects.contains(sha256)).isTrue();
        ContentHash weak = ContentHash.of(HashAlgorithm.MD5, new byte[16]);
        byte[] third = CacheFixture.content(8);
        fixture.cache.write(
                third,
                new NewObject(
                        LineFormat.hash(third), Optional.of(weak), -1, true, Optional.empty()));
        assertThat(objects.contains(LineFormat.hash(third))).isFalse();
    }

    @Test
    void from_manyFiles_givesThemInTheOrderOfTheirKeys() throws IOException {
        byte[][] packages = new byte[50][];
        for (int i = 0; i < packages.length; i++) {
            packages[i] = CacheFixture.content(i);
            fixture.store(packages[i]);
        }
        fixture.adopt(CacheFixture.PUBLIC, packages);
        objects.refresh();
        AtomicBoolean served = new AtomicBoolean();
        Announcements source = new Announcements(objects, OfferedLists.NONE, served::get);
        assertThat(source.count()).as("while nobody can fetch them").isZero();
        assertThat(source.from(ZERO, 100)).isEmpty();
        served.set(true);
        assertThat(source.count()).isEqualTo(51);
        List<NodeId> walked = new ArrayList<>();
        NodeId cursor = ZERO;
        for (List<AnnouncedKey> some = source.from(cursor, 7);
                !some.isEmpty();
                some = source.from(cursor, 7)) {
            some.forEach(key -> walked.add(key.key()));
            cursor = walked.get(walked.size() - 1).next();
        }
        assertThat(walked).hasSize(51).isSorted().doesNotHaveDuplicates();
    }
}
