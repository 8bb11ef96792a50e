package dev.potluck.app;

import dev.potluck.api.ContentHash;
import dev.potluck.cache.StoredObject;
import dev.potluck.index.IndexCatalog;
import dev.potluck.index.Snapshot;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the cached files stand that the adopted snapshots consist of. */
final class IndexNames {
    private IndexNames() {}

    /** Archive and path of each of them, by the SHA-256 under which it is kept. */
    static Map<ContentHash, String> of(Storage storage, InstantSource clock) {
        Map<ContentHash, String> names = new HashMap<>();
        for (Snapshot snapshot :
                new IndexCatalog(storage.db(), List.of(), 1, clock::millis).current()) {
            String archive = snapshot.place().archiveId();
            String root = archive + "/" + snapshot.place().path();
            names.put(snapshot.rootHash(), root);
            snapshot.signatureHash().ifPresent(hash -> names.put(hash, "signature of " + root));
            for (Snapshot.Member member : snapshot.members()) {
                storage.cache()
                        .find(member.hash())
                        .map(StoredObject::sha256)
                        .ifPresent(sha256 -> names.put(sha256, archive + "/" + member.path()));
            }
        }
        return names;
    }
}
