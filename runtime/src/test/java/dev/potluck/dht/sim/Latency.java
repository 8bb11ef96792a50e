package dev.potluck.dht.sim;

import java.util.random.RandomGenerator;

/**
 * How long packets take: each pair of hosts has a round trip of its own, drawn from a log-normal
 * distribution by the hash of the pair, and each packet a jitter of its own, which also reorders.
 *
 * @param medianMs the median round trip
 * @param sigma spread of the logarithm: 0.3284 puts the 90th percentile at 163 ms for a median of
 *     107
 * @param jitterShare the most that one packet is late, as a share of its way
 * @param tailShare share of packets that are much later: a Pareto tail from 250 ms on
 */
record Latency(double medianMs, double sigma, double jitterShare, double tailShare) {
    /** The round trips of the protocol's model: median 107 ms, 90th percentile 163 ms. */
    static final Latency MODEL = new Latency(107, 0.3284, 0.08, 0);
    /** The same median, 90th percentile 385 ms, and 2 % of packets delayed by a heavy tail. */
    static final Latency HEAVY_TAIL = new Latency(107, 1.0, 0.2, 0.02);

    private static final double TAIL_FROM_MS = 250;
    private static final double TAIL_EXPONENT = 1.5;
    private static final double TAIL_LIMIT_MS = 20_000;

    /** The way of one packet between two hosts, whose keys name them. */
    int oneWayMs(long hostA, long hostB, RandomGenerator random) {
        double oneWay = roundTripMs(hostA, hostB) / 2 * (1 + jitterShare * random.nextDouble());
        if (tailShare > 0 && random.nextDouble() < tailShare) {
            double pareto = TAIL_FROM_MS / Math.pow(1 - random.nextDouble(), 1 / TAIL_EXPONENT);
            oneWay += Math.min(pareto, TAIL_LIMIT_MS);
        }
        return (int) Math.max(1, Math.round(oneWay));
    }

    /** The round trip of a pair without jitter. */
    double roundTripMs(long hostA, long hostB) {
        long pair = mix(Math.min(hostA, hostB) * 0x1F3D_5B79L + Math.max(hostA, hostB));
        double u = ((pair >>> 11) + 1) * 0x1p-53;
        double v = (mix(pair) >>> 11) * 0x1p-53;
        double normal = Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
        return medianMs * Math.exp(sigma * normal);
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ mixed >>> 31;
    }
}
