package dev.potluck.fetch;

import dev.potluck.cache.OpenBlob;
import dev.potluck.cache.StoredObject;
import dev.potluck.index.Validators;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** What a client gets, before its own conditions and ranges are applied. */
public sealed interface Answer {
    CacheStatus status();

    /**
     * A whole file in the cache. The blob must be closed by whoever takes the answer.
     *
     * @param blob its bytes
     * @param validators the mirror's, as far as they are known
     * @param contentType the mirror's; empty if not known
     */
    record Stored(
            StoredObject object,
            OpenBlob blob,
            Validators validators,
            String contentType,
            CacheStatus status)
            implements Answer {}

    /** A file under way. The reader must be closed by whoever takes the answer. */
    record Relayed(RelayReader reader, RelayHead head, CacheStatus status) implements Answer {
        Relayed with(CacheStatus other) {
            return new Relayed(reader, head, other);
        }
    }

    /**
     * A mirror's own answer, passed on as it comes. The body is paused; it must be read, or
     * cancelled by {@link #cancel}.
     *
     * @param code the mirror's status code
     * @param headers the mirror's
     */
    record Passed(
            int code,
            MultiMap headers,
            ReadStream<Buffer> body,
            Runnable cancel,
            CacheStatus status)
            implements Answer {}
}
