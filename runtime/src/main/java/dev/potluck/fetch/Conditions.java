package dev.potluck.fetch;

import dev.potluck.api.ContentHash;
import dev.potluck.index.Validators;
import dev.potluck.net.HttpDates;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

import java.util.Locale;

/** Validators in the headers of requests to mirrors and of their answers (RFC 9110 section 13). */
final class Conditions {
    /** 128 bits tell all files apart. */
    private static final int ETAG_DIGITS = 32;

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

    /** RFC 9111 section 3, as far as it concerns a cache that revalidates each time. */
    static boolean mayBeKept(MultiMap headers) {
        String control = String.join(",", headers.getAll(HttpHeaders.CACHE_CONTROL))
                .toLowerCase(Locale.ROOT);
        return !control.contains("no-store")
                && !control.contains("private")
                && !headers.contains(HttpHeaders.SET_COOKIE);
    }

    /** Our own for a file that is named by its hash: whichever mirror it came from. */
    static Validators validators(ContentHash sha256, long lastModifiedMs) {
        return new Validators(
                '"' + sha256.hex().substring(0, ETAG_DIGITS) + '"',
                lastModifiedMs == HttpDates.NONE ? "" : HttpDates.format(lastModifiedMs));
    }
}
