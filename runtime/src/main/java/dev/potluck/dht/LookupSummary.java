package dev.potluck.dht;

/**
 * What a lookup came to.
 *
 * @param peers how many peers were handed over
 * @param queries questions asked
 * @param bytes sent and received, without UDP and IP headers
 * @param durationMs from the call to the end, waiting for a turn included
 */
public record LookupSummary(int peers, int queries, int bytes, long durationMs) {}
