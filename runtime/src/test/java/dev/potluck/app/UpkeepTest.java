package dev.potluck.app;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.cache.NewObject;
import dev.potluck.hash.ContentHasher;
import dev.potluck.index.IndexCatalog;
import dev.potluck.index.Resources;
import dev.potluck.index.Validators;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a node tidies. */
final class UpkeepTest {
    private static final InstantSource CLOCK = InstantSource.system();

    private static ContentHash sha512(byte[] content) {
        return ContentHash.of(
                HashAlgorithm.SHA512,
                ContentHasher.newDigest(HashAlgorithm.SHA512).digest(content));
    }

    private static ContentHash store(Storage storage, String text) throws IOException {
        byte[] content = text.getBytes(UTF_8);
        ContentHash sha256 = ContentHasher.sha256(content);
        storage.cache()
                .write(
                        content,
                        new NewObject(
                                sha256, Optional.of(sha512(content)), -1, true, Optional.empty()));
        return sha256;
    }

    @Test
    void tidy_blobIsGone_whatWasSaidOfItGoesToo(@TempDir Path home) throws Exception {
        try (Storage storage = Storage.open(home, 0, CLOCK)) {
            IndexCatalog catalog = new IndexCatalog(storage.db(), List.of(), 30, CLOCK::millis);
            Resources resources = new Resources(storage.db());
            ContentHash kept = store(storage, "kept");
            ContentHash gone = store(storage, "gone");
            resources.put("a/kept", new Resources.Resource(Validators.NONE, "", kept));
            resources.put("a/gone", new Resources.Resource(Validators.NONE, "", gone));
            storage.cache().remove(gone);

            new Upkeep(storage, catalog, 1_000_000, CLOCK).tidy();

            assertThat(resources.find("a/kept")).isPresent();
            assertThat(resources.find("a/gone")).isEmpty();
            List<ContentHash> named = new ArrayList<>();
            storage.cache().forEachAlias((alias, sha256) -> named.add(sha256));
            assertThat(named).containsExactly(kept);
        }
    }
}
