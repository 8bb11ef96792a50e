package dev.potluck.fetch;

import dev.potluck.index.Validators;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** Validators in the headers of requests to mirrors and of their answers (RFC 9110 section 13). */
final class Conditions {
    private Conditions() {}

    /** Headers that ask for a file unless it is the version at hand. */
    static MultiMap unless(Validators known) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        if (!known.etag().isEmpty()) {
            headers.set(HttpHeaders.IF_NONE_MATCH, known.etag());
        }
        if (!known.lastModified().isEmpty()) {
            headers.set(HttpHeaders.IF_MODIFIED_SINCE, known.lastModified());
        }
        return headers;
    }

    /** What an answer's headers say to recognise the version by. */
    static Validators validators(MultiMap headers) {
        String etag = headers.get(HttpHeaders.ETAG);
        String lastModified = headers.get(HttpHeaders.LAST_MODIFIED);
        return new Validators(etag == null ? "" : etag, lastModified == null ? "" : lastModified);
    }
}
