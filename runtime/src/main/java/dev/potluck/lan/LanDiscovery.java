package dev.potluck.lan;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes this node known on its networks, as service {@code _potluck._tcp}, and knows the others.
 *
 * <p>Safe for use by several threads; what says "blocking" belongs on a worker.
 */
public final class LanDiscovery implements AutoCloseable {
    /** Nodes known on one network; more are not listened to. */
    public static final int MAX_PEERS = 64;

    private static final Logger log = LoggerFactory.getLogger(LanDiscovery.class);

    /**
     * What this node tells of itself.
     *
     * @param nodeId 40 hexadecimal digits
     * @param port of peer server and DHT
     */
    public record Self(String nodeId, int port) {}

    /** Finds out which networks the machine is on now. */
    public interface Networks {
        List<OwnNetwork> now() throws IOException;
    }

    private final Self self;
    private final Networks networks;
    private final Consumer<LanPeer> whenFound;
    private final Map<InetAddress, LanService> services = new ConcurrentHashMap<>();
    private boolean closed;

    /** @param whenFound told of each node when it is found, on any thread */
    public LanDiscovery(Self self, Networks networks, Consumer<LanPeer> whenFound) {
        this.self = self;
        this.networks = networks;
        this.whenFound = whenFound;
    }

    /**
     * Begins on networks that are new, ends on those that are gone, and asks once more on the
     * others: what was lost on its way is found then. Blocking, for seconds.
     *
     * @throws IOException if the machine's networks cannot be told, or none of them can be used
     */
    public synchronized void refresh() throws IOException {
        if (closed) {
            return;
        }
        Map<InetAddress, OwnNetwork> current = new HashMap<>();
        networks.now().forEach(network -> current.put(network.address(), network));
        for (InetAddress address : Set.copyOf(services.keySet())) {
            if (!current.containsKey(address)) {
                end(address);
            }
        }
        IOException failure = null;
        for (OwnNetwork network : current.values()) {
            LanService running = services.get(network.address());
            if (running != null) {
                running.askAgain();
            } else {
                try {
                    services.put(network.address(), LanService.start(self, network, whenFound));
                } catch (IOException e) {
                    log.debug("multicast DNS at {}: {}", network.address(), e.getMessage());
                    failure = e;
                }
            }
        }
        if (failure != null && services.isEmpty()) {
            throw failure;
        }
    }

    private void end(InetAddress address) {
        LanService service = services.remove(address);
        if (service != null) {
            service.close();
        }
    }

    /** The other nodes that are there now. */
    public List<LanPeer> peers() {
        Map<String, LanPeer> byId = new LinkedHashMap<>();
        for (LanService service : services.values()) {
            for (LanPeer peer : service.peers()) {
                byId.merge(peer.nodeId(), peer, LanDiscovery::joined);
            }
        }
        return new ArrayList<>(byId.values()).subList(0, Math.min(byId.size(), MAX_PEERS));
    }

    private static LanPeer joined(LanPeer one, LanPeer other) {
        return new LanPeer(
                one.nodeId(),
                Stream.concat(one.endpoints().stream(), other.endpoints().stream())
                        .distinct()
                        .collect(Collectors.toList()));
    }

    /** Says goodbye on all networks. Blocking, for seconds. */
    @Override
    public synchronized void close() {
        closed = true;
        Set.copyOf(services.keySet()).forEach(this::end);
    }
}
