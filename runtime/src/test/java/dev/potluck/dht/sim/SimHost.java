package dev.potluck.dht.sim;

import dev.potluck.net.Endpoint;
import dev.potluck.net.UdpPort;

import java.util.HashMap;
import java.util.Map;

/** A UDP port of the simulated network; behind a NAT, if {@code doorOpenMs} is not 0. */
final class SimHost implements UdpPort {
    private static final int DOORS_BEFORE_CLEANING = 256;

    final Endpoint endpoint;
    private final SimNetwork network;
    private final long doorOpenMs;
    private final Map<Endpoint, Long> doors = new HashMap<>(2);
    private Receiver receiver = (from, datagram) -> {};
    long sentBytes;
    long receivedBytes;
    boolean up = true;

    SimHost(Endpoint endpoint, SimNetwork network, long doorOpenMs) {
        this.endpoint = endpoint;
        this.network = network;
        this.doorOpenMs = doorOpenMs;
    }

    boolean isFirewalled() {
        return doorOpenMs > 0;
    }

    @Override
    public void send(Endpoint to, byte[] datagram) {
        if (!up) {
            return;
        }
        sentBytes += datagram.length + SimNetwork.HEADER_BYTES;
        if (doorOpenMs > 0) {
            long nowMs = network.clock().nowMs();
            doors.put(to, nowMs);
            if (doors.size() > DOORS_BEFORE_CLEANING) {
                doors.values().removeIf(openedMs -> nowMs - openedMs > doorOpenMs);
            }
        }
        network.send(endpoint, to, datagram);
    }

    @Override
    public void onReceive(Receiver newReceiver) {
        receiver = newReceiver;
    }

    /** A packet arrived; behind a NAT it needs a door that was opened by one of ours. */
    void deliver(Endpoint from, byte[] datagram) {
        if (!up) {
            return;
        }
        if (doorOpenMs > 0) {
            Long openedMs = doors.get(from);
            if (openedMs == null || network.clock().nowMs() - openedMs > doorOpenMs) {
                return;
            }
        }
        receivedBytes += datagram.length + SimNetwork.HEADER_BYTES;
        receiver.receive(from, datagram);
    }
}
