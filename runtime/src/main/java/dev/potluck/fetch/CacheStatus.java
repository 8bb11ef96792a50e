package dev.potluck.fetch;

/** How an answer came about, as the Cache-Status header says it (RFC 9211). */
public enum CacheStatus {
    /** From the cache, nobody was asked. */
    HIT("hit"),
    /** The same of an index: its use is noted each time. */
    INDEX_HIT("hit"),
    /** A stored version that the mirror says is still right. */
    REVALIDATED("hit; fwd=stale; fwd-status=304"),
    /** A stored version, while the mirror does not answer. */
    STALE("hit; detail=stale"),
    /** A newer version, from the mirror. */
    RENEWED("fwd=stale; detail=mirror"),
    /** From the mirror, for the first time. */
    MISS("fwd=uri-miss; stored; detail=mirror"),
    /** From peers, as far as is known when the answer begins. */
    FROM_PEERS("fwd=uri-miss; stored; detail=peers"),
    /** Made again from what was kept of it. */
    FROM_DELTA("fwd=uri-miss; stored; detail=delta"),
    /** Following a fetch that was under way for someone else. */
    FOLLOWED("fwd=uri-miss; collapsed; detail=relay"),
    /** Passed on from the mirror, and not kept. */
    PASSED("fwd=bypass; detail=mirror");

    private final String headerValue;

    CacheStatus(String parameters) {
        this.headerValue = "potluck; " + parameters;
    }

    /** The value of the Cache-Status header. */
    public String headerValue() {
        return headerValue;
    }
}
