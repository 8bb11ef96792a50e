package dev.potluck.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.PackageId;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hashdb.HashDb;
import dev.potluck.index.FormerPlaces.Former;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class FormerPlacesTest {
    private static final Archive ARCHIVE = new Archive("mirror.example/debian", true);
    private static final Archive OTHER = new Archive("other.example/debian", true);

    @TempDir
    Path home;

    private HashDb db;
    private FormerPlaces places;

    @BeforeEach
    void open() throws IOException {
        db = HashDb.open(home.resolve("hashdb"), 16 << 20);
        places = new FormerPlaces(db);
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void find_notedPlace_isWhatWasListedThere() {
        ExpectedFile named = file("pool/a_1.deb", HashAlgorithm.SHA256, "a");
        ExpectedFile nameless = new ExpectedFile(
                ArchivePath.parse("pool/b_1.deb"),
                hash(HashAlgorithm.SHA512, "b"),
                ExpectedFile.UNKNOWN_SIZE,
                Optional.empty());
        places.note(ARCHIVE, named, "debian").join();
        places.note(ARCHIVE, nameless, "rpm-md").join();

        assertThat(places.find(ARCHIVE, named.path())).contains(new Former(named, "debian"));
        assertThat(places.find(ARCHIVE, nameless.path())).contains(new Former(nameless, "rpm-md"));
    }

    @Test
    void find_otherPathOrArchive_isNothing() {
        ExpectedFile file = file("pool/a_1.deb", HashAlgorithm.SHA256, "a");
        places.note(ARCHIVE, file, "debian").join();

        assertThat(places.find(ARCHIVE, ArchivePath.parse("pool/a_2.deb"))).isEmpty();
        assertThat(places.find(OTHER, file.path())).isEmpty();
    }

    @Test
    void note_samePlaceAgain_theLastCounts() {
        ExpectedFile first = file("pool/a_1.deb", HashAlgorithm.SHA256, "first");
        ExpectedFile second = file("pool/a_1.deb", HashAlgorithm.SHA256, "second");
        places.note(ARCHIVE, first, "debian").join();
        places.note(ARCHIVE, second, "debian").join();

        assertThat(places.find(ARCHIVE, first.path())).contains(new Former(second, "debian"));
    }

    @Test
    void forget_someAreGone_keepsTheOthers() throws IOException {
        ExpectedFile gone = file("pool/a_1.deb", HashAlgorithm.SHA256, "a");
        ExpectedFile kept = file("pool/b_1.deb", HashAlgorithm.SHA512, "b");
        places.note(ARCHIVE, gone, "debian").join();
        places.note(ARCHIVE, kept, "debian").join();

        places.forget(gone.hash()::equals);

        assertThat(places.find(ARCHIVE, gone.path())).isEmpty();
        assertThat(places.find(ARCHIVE, kept.path())).contains(new Former(kept, "debian"));
        places.forget(hash -> false);
        assertThat(places.find(ARCHIVE, kept.path())).isPresent();
    }

    @Test
    void find_afterReopening_isStillThere() throws IOException {
        ExpectedFile file = file("pool/a_1.deb", HashAlgorithm.SHA256, "a");
        places.note(ARCHIVE, file, "debian").join();
        db.close();
        open();

        assertThat(places.find(ARCHIVE, file.path())).contains(new Former(file, "debian"));
    }

    @Test
    void packages_someFiles_areNamedAsTheyWereListed() {
        ExpectedFile asked = file("pool/a_1.deb", HashAlgorithm.SHA256, "a");
        ExpectedFile other = file("pool/b_1.deb", HashAlgorithm.SHA256, "b");
        places.note(ARCHIVE, asked, "debian").join();
        places.note(ARCHIVE, other, "debian").join();

        assertThat(places.packages(Set.of(asked.hash(), hash(HashAlgorithm.SHA256, "c"))))
                .containsExactly(Map.entry(asked.hash(), asked.packageId().orElseThrow()));
    }

    private static ExpectedFile file(String path, HashAlgorithm algorithm, String content) {
        return new ExpectedFile(
                ArchivePath.parse(path),
                hash(algorithm, content),
                1234,
                Optional.of(new PackageId("a", "1:2~3+ä", "amd64")));
    }

    private static ContentHash hash(HashAlgorithm algorithm, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return ContentHash.of(algorithm, ContentHasher.newDigest(algorithm).digest(bytes));
    }
}
