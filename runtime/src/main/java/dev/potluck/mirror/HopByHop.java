package dev.potluck.mirror;

import io.vertx.core.MultiMap;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Headers that are for one connection only and must not be passed on (RFC 9110 section 7.6.1). */
public final class HopByHop {
    private static final String CONNECTION = "connection";
    private static final Set<String> ALWAYS = Set.of(
            CONNECTION,
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private HopByHop() {}

    /** A copy without the hop-by-hop headers, and without those that Connection names. */
    public static MultiMap strip(MultiMap headers) {
        Set<String> dropped = new HashSet<>(ALWAYS);
        for (String value : headers.getAll(CONNECTION)) {
            for (String name : value.split(",")) {
                dropped.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        MultiMap kept = MultiMap.caseInsensitiveMultiMap();
        for (Map.Entry<String, String> header : headers) {
            if (!dropped.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                kept.add(header.getKey(), header.getValue());
            }
        }
        return kept;
    }
}
