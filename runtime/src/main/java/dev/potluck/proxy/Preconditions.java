package dev.potluck.proxy;

import dev.potluck.index.Validators;
import dev.potluck.net.HttpDates;

import io.vertx.core.MultiMap;

import java.util.regex.Pattern;

/** A client's conditions on a request (RFC 9110 section 13). */
final class Preconditions {
    /** What two tags are compared by weakly: a tag may hold commas (RFC 9110 section 8.8.3). */
    private static final Pattern ENTITY_TAG = Pattern.compile("\"[^\"]*\"");

    private Preconditions() {}

    /** Whether the client has that version already: 304. */
    static boolean isNotModified(MultiMap request, Validators current) {
        if (request.contains("If-None-Match")) {
            String noneMatch = String.join(",", request.getAll("If-None-Match"));
            return noneMatch.trim().equals("*") || listsWeakly(noneMatch, current.etag());
        }
        String since = request.get("If-Modified-Since");
        return since != null && isNotNewer(current.lastModified(), since);
    }

    private static boolean listsWeakly(String list, String etag) {
        if (etag.isEmpty()) {
            return false;
        }
        String opaque = etag.startsWith("W/") ? etag.substring(2) : etag;
        return list.trim().equals(etag) // some servers send tags without quotes
                || ENTITY_TAG
                        .matcher(list)
                        .results()
                        .anyMatch(tag -> tag.group().equals(opaque));
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
