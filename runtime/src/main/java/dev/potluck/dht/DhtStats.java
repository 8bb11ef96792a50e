package dev.potluck.dht;

/**
 * Figures for status page and metrics. Counts are since the start.
 *
 * @param tables what is known and held now
 * @param work what was done
 * @param traffic what passed the port
 */
public record DhtStats(Tables tables, Work work, Bytes traffic) {
    /**
     * What is known and held now.
     *
     * @param nodesV4 contacts of IPv4
     * @param nodesV6 contacts of IPv6
     * @param estimatedNodes the size of the whole network, judged by our neighbourhood
     * @param records pairs of key and peer held for others
     * @param reachability whether others can reach us
     */
    public record Tables(
            int nodesV4,
            int nodesV6,
            long estimatedNodes,
            int records,
            Reachability reachability) {}

    /**
     * What was done.
     *
     * @param lookups lookups begun, our own upkeep included
     * @param lookupQueries questions of all lookups that have ended
     * @param announcedKeys keys in the last whole round of announcing, or in the first one so far
     * @param announceBytes cost of announcing, with headers
     */
    public record Work(long lookups, long lookupQueries, long announcedKeys, long announceBytes) {}

    /**
     * What passed the port, without UDP and IP headers.
     *
     * @param sentBytes bytes sent
     * @param receivedBytes bytes received
     * @param malformed datagrams that were no KRPC
     * @param limited queries over their sender's limits
     * @param refused replies to nothing asked, and announcements with bad tokens
     */
    public record Bytes(
            long sentBytes, long receivedBytes, long malformed, long limited, long refused) {}
}
