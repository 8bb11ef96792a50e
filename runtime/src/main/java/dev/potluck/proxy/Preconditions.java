package dev.potluck.proxy;

import dev.potluck.index.Validators;
import dev.potluck.net.HttpDates;

import io.vertx.core.MultiMap;

/** A client's conditions on a request (RFC 9110 section 13). */
final class Preconditions {
    private Preconditions() {}

    /** Whether the client has that version already: 304. */
    static boolean isNotModified(MultiMap request, Validators current) {
        String noneMatch = request.get("If-None-Match");
        if (noneMatch != null) {
            return noneMatch.trim().equals("*") || listsWeakly(noneMatch, current.etag());
        }
        String since = request.get("If-Modified-Since");
        return since != null && isNotNewer(current.lastModified(), since);
    }

    private static boolean listsWeakly(String list, String etag) {
        if (etag.isEmpty()) {
            return false;
        }
        String opaque = strip(etag);
        for (String candidate : list.split(",")) {
            if (strip(candidate.trim()).equals(opaque)) {
                return true;
            }
        }
        return false;
    }

    private static String strip(String etag) {
        return etag.startsWith("W/") ? etag.substring(2) : etag;
    }

    private static boolean isNotNewer(String lastModified, String since) {
        long lastModifiedMs = HttpDates.parseMs(lastModified);
        long sinceMs = HttpDates.parseMs(since);
        return lastModifiedMs != HttpDates.NONE
                && sinceMs != HttpDates.NONE
                && lastModifiedMs <= sinceMs;
    }

    /** Whether a Range header counts: there is no If-Range, or it names exactly that version. */
    static boolean rangeApplies(MultiMap request, Validators current) {
        String ifRange = request.get("If-Range");
        if (ifRange == null) {
            return true;
        }
        return ifRange.startsWith("\"")
                ? ifRange.equals(current.etag())
                : !current.lastModified().isEmpty() && ifRange.equals(current.lastModified());
    }
}
