package dev.potluck.cache;

import dev.potluck.api.ContentHash;

import java.util.Optional;

/** Hears of blobs that come and go, on whatever thread made the change, once it is written. */
public interface BlobWatcher {
    /** Cares for nothing. */
    BlobWatcher NONE = new BlobWatcher() {
        @Override
        public void stored(StoredObject object, Optional<ContentHash> alias) {}

        @Override
        public void removed(ContentHash sha256) {}
    };

    /**
     * A blob is here now.
     *
     * @param alias the other hash that an index lists it by
     */
    void stored(StoredObject object, Optional<ContentHash> alias);

    /** A blob is gone. */
    void removed(ContentHash sha256);
}
