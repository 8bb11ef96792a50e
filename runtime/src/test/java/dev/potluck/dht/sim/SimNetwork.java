package dev.potluck.dht.sim;

import dev.potluck.net.Endpoint;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Brings datagrams from host to host: late, reordered, sometimes not at all; all by one seed. */
final class SimNetwork {
    /** UDP and IPv4 headers, counted with every datagram. */
    static final int HEADER_BYTES = 28;

    private final SimClock clock;
    private final SplittableRandom random;
    private final Map<Endpoint, SimHost> hosts = new HashMap<>();
    private Latency latency;
    private double lossShare;
    private long traceHash = 1;
    private long datagrams;

    SimNetwork(SimClock clock, Latency latency, double lossShare, long seed) {
        this.clock = clock;
        this.latency = latency;
        this.lossShare = lossShare;
        this.random = new SplittableRandom(seed);
    }

    SimClock clock() {
        return clock;
    }

    /** Other weather from now on. */
    void change(Latency newLatency, double newLossShare) {
        latency = newLatency;
        lossShare = newLossShare;
    }

    SimHost attach(Endpoint endpoint, long doorOpenMs) {
        SimHost host = new SimHost(endpoint, this, doorOpenMs);
        if (hosts.put(endpoint, host) != null) {
            throw new IllegalStateException("two hosts at " + endpoint);
        }
        return host;
    }

    void detach(SimHost host) {
        host.up = false;
        hosts.remove(host.endpoint);
    }

    boolean isTaken(Endpoint endpoint) {
        return hosts.containsKey(endpoint);
    }

    void send(Endpoint from, Endpoint to, byte[] datagram) {
        datagrams++;
        trace(from, to, datagram);
        if (lossShare > 0 && random.nextDouble() < lossShare) {
            return;
        }
        SimHost host = hosts.get(to);
        if (host == null) {
            return;
        }
        int wayMs = latency.oneWayMs(from.holderKey(), to.holderKey(), random);
        clock.schedule(wayMs, () -> host.deliver(from, datagram));
    }

    private void trace(Endpoint from, Endpoint to, byte[] datagram) {
        long packet = from.hashCode() * 31L + to.hashCode();
        for (int i = 0; i + 8 <= datagram.length; i += 8) {
            packet = packet * 0x9e37_79b9_7f4a_7c15L
                    + (datagram[i] << 24
                            ^ datagram[i + 2] << 16
                            ^ datagram[i + 4] << 8
                            ^ datagram[i + 6]);
        }
        traceHash = traceHash * 0x5851_f42d_4c95_7f2dL + packet + clock.nowMs();
    }

    /** A number that depends on every packet sent so far, and on when. */
    long traceHash() {
        return traceHash;
    }

    long datagrams() {
        return datagrams;
    }
}
