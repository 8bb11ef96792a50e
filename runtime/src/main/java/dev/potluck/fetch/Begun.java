package dev.potluck.fetch;

import dev.potluck.api.ContentHash;

import io.vertx.core.Future;

/**
 * A fetch that was begun for a client before its turn; to be given to {@link Fetcher#fetch} or
 * released.
 *
 * @param hash of the file that the client was expected to ask for
 */
public record Begun(ContentHash hash, Future<Answer> answer) {
    /** The client does not want it after all. */
    public void release() {
        answer.onSuccess(Answers::release);
    }
}
