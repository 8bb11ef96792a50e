package dev.potluck.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ArchivePath;
import dev.potluck.hashdb.HashDb;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

final class MirrorListStoreTest {
    private static final int MAP_BYTES = 64 << 20;

    @TempDir
    Path folder;

    private static MirrorListStore.StoredList list(String address) {
        return new MirrorListStore.StoredList(
                address,
                "INTERNET",
                "rpm",
                List.of("https://a.example/os/", "http://b.example/os/"),
                new ArchivePath("repodata/repomd.xml"),
                List.of(LineFormat.hash(new byte[1])),
                new byte[] {1, 2, 3});
    }

    @Test
    void find_afterAReopen_isWhatWasPut() throws Exception {
        try (HashDb db = HashDb.open(folder, MAP_BYTES)) {
            new MirrorListStore(db).put("token", list("https://x.example/metalink"));
        }
        try (HashDb db = HashDb.open(folder, MAP_BYTES)) {
            MirrorListStore.StoredList found =
                    new MirrorListStore(db).find("token").orElseThrow();
            assertThat(found)
                    .usingRecursiveComparison()
                    .isEqualTo(list("https://x.example/metalink"));
            assertThat(new MirrorListStore(db).find("other")).isEmpty();
        }
    }

    @Test
    void put_moreThanTheLimit_keepsTheTableSmall() throws Exception {
        try (HashDb db = HashDb.open(folder, MAP_BYTES)) {
            MirrorListStore store = new MirrorListStore(db);
            byte[] value = {1};
            db.writeNow(view -> {
                for (int i = 0; i < MirrorListStore.MAX_LISTS; i++) {
                    byte[] key = String.format("list-%08d", i)
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                    view.put(dev.potluck.hashdb.Table.MIRROR_LISTS, key, value);
                }
            });
            store.put("one-more", list("x"));
            assertThat(store.find("one-more")).isPresent();
            assertThat(store.find("00000000")).isEmpty();
        }
    }
}
