package dev.potluck.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;

import dev.potluck.api.ContentHash;
import dev.potluck.hash.ContentHasher;
import dev.potluck.store.BlobStore;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Blobs that are ready to be read: small ones in memory, files that are open. */
final class BlobReaders {
    private static final int MAX_OPEN_FILES = 256;

    private final BlobStore store;
    private final Cache<ContentHash, ByteBuffer> memory;
    private final Cache<ContentHash, SharedFile> files;

    /** @param memoryBytes bound of what is kept in memory */
    BlobReaders(BlobStore store, long memoryBytes) {
        this.store = store;
        this.memory = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(memoryBytes)
                .weigher((ContentHash hash, ByteBuffer content) -> content.capacity() + 128)
                .build();
        this.files = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumSize(MAX_OPEN_FILES)
                .evictionListener(BlobReaders::letGo)
                .build();
    }

    private static void letGo(
            @Nullable ContentHash hash, @Nullable SharedFile file, RemovalCause cause) {
        if (file != null) {
            file.release();
        }
    }

    /** As {@link BlobCache#open}. */
    OpenBlob open(StoredObject object) throws IOException {
        ByteBuffer content = memory.getIfPresent(object.sha256());
        if (content != null) {
            return new OpenBlob.InMemory(content);
        }
        requireUnchanged(object);
        if (object.sizeBytes() <= BlobCache.MAX_IN_MEMORY_BYTES) {
            ByteBuffer loaded = load(object);
            memory.put(object.sha256(), loaded);
            return new OpenBlob.InMemory(loaded);
        }
        return new OpenBlob.OnDisk(openShared(object.sha256()));
    }

    private void requireUnchanged(StoredObject object) throws IOException {
        Path path = store.pathOf(object.sha256());
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (attributes.size() != object.sizeBytes()
                    || attributes.lastModifiedTime().toMillis() != object.fileTimeMs()) {
                throw new BlobChangedException(path + " was changed by someone else");
            }
        } catch (NoSuchFileException e) {
            throw new BlobChangedException(path + " was deleted by someone else");
        }
    }

    /** Outside the heap, from where it goes to a socket without a copy in between. */
    private ByteBuffer load(StoredObject object) throws IOException {
        byte[] content = Files.readAllBytes(store.pathOf(object.sha256()));
        if (!ContentHasher.sha256(content).equals(object.sha256())) {
            throw new BlobChangedException(store.pathOf(object.sha256()) + " has other content");
        }
        return ByteBuffer.allocateDirect(content.length).put(content).flip().asReadOnlyBuffer();
    }

    private SharedFile openShared(ContentHash sha256) throws IOException {
        SharedFile cached = files.getIfPresent(sha256);
        if (cached != null && cached.retain()) {
            return cached;
        }
        SharedFile opened = new SharedFile(store.open(sha256));
        opened.retain();
        SharedFile previous = files.asMap().put(sha256, opened);
        if (previous != null) {
            previous.release();
        }
        return opened;
    }

    /** Whoever reads it goes on reading. */
    void forget(ContentHash sha256) {
        memory.invalidate(sha256);
        SharedFile file = files.asMap().remove(sha256);
        if (file != null) {
            file.release();
        }
    }
}
