package dev.potluck.dht;

/**
 * How a lookup walks.
 *
 * @param parallel questions under way that have not stalled (the paper's alpha)
 * @param maxUnderWay questions under way, the stalled ones included
 * @param width the lookup ends when so many nearest nodes have answered (the paper's k)
 * @param widthInWant the same while the lookup has not found what it is for: newcomers may stand
 *     between the key and those that were nearest when it was announced
 * @param widthWhenSparse the same while those nearest are too far away to be the nearest
 */
record LookupPolicy(
        int parallel, int maxUnderWay, int width, int widthInWant, int widthWhenSparse) {
    /** What docs/protocol.md says. */
    static final LookupPolicy STANDARD =
            new LookupPolicy(4, 16, RoutingTable.K, 2 * RoutingTable.K, 2 * RoutingTable.K);
}
