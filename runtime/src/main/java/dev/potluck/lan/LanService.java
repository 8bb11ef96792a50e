package dev.potluck.lan;

import dev.potluck.net.Endpoint;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;

/**
 * This node as a service on one network, and the others there.
 *
 * <p>The service of a node, by DNS-SD:
 *
 * <pre>
 * 3f9a…c2._potluck._tcp.local.   SRV   the port of its peer server and its DHT
 *                                TXT   id=3f9a…c2  v=1
 * </pre>
 *
 * What others say is believed only as far as it stays on this network: a node that names addresses
 * elsewhere could have us send packets to a victim.
 */
final class LanService implements ServiceListener, AutoCloseable {
    static final String TYPE = "_potluck._tcp.local.";
    static final String PROTOCOL_VERSION = "1";

    private static final Logger log = LoggerFactory.getLogger(LanService.class);
    private static final String ID = "id";
    private static final String VERSION = "v";
    private static final int MAX_ADDRESSES = 4;
    private static final int LOWEST_PORT = 1_024;

    private final LanDiscovery.Self self;
    private final OwnNetwork network;
    private final Consumer<LanPeer> whenFound;
    private final JmDNS dns;
    private final Map<String, LanPeer> peersByName = new LinkedHashMap<>();

    private LanService(
            LanDiscovery.Self self, OwnNetwork network, Consumer<LanPeer> whenFound, JmDNS dns) {
        this.self = self;
        this.network = network;
        this.whenFound = whenFound;
        this.dns = dns;
    }

    /** Begins; blocking, for the time of three probes. */
    static LanService start(LanDiscovery.Self self, OwnNetwork network, Consumer<LanPeer> whenFound)
            throws IOException {
        JmDNS dns = JmDNS.create(network.address(), "potluck-" + self.nodeId());
        LanService service = new LanService(self, network, whenFound, dns);
        try {
            dns.addServiceListener(TYPE, service);
            dns.registerService(ServiceInfo.create(
                    TYPE,
                    self.nodeId(),
                    self.port(),
                    0,
                    0,
                    Map.of(ID, self.nodeId(), VERSION, PROTOCOL_VERSION)));
            return service;
        } catch (IOException | RuntimeException e) {
            service.close();
            throw e;
        }
    }

    @Override
    public void serviceAdded(ServiceEvent event) {
        if (peers().size() < LanDiscovery.MAX_PEERS) {
            dns.requestServiceInfo(event.getType(), event.getName(), true);
        }
    }

    @Override
    public void serviceResolved(ServiceEvent event) {
        read(event.getInfo()).ifPresent(peer -> {
            if (note(event.getName(), peer)) {
                log.debug("found {} at {}", peer.nodeId(), peer.endpoints());
                whenFound.accept(peer);
            }
        });
    }

    @Override
    public void serviceRemoved(ServiceEvent event) {
        synchronized (peersByName) {
            peersByName.remove(event.getName());
        }
    }

    /** Whether it is new, or has moved. */
    private boolean note(String name, LanPeer peer) {
        synchronized (peersByName) {
            boolean room =
                    peersByName.size() < LanDiscovery.MAX_PEERS || peersByName.containsKey(name);
            return room && !peer.equals(peersByName.put(name, peer));
        }
    }

    /** The node of a service; nothing for ourselves, other versions, and nonsense. */
    private Optional<LanPeer> read(@Nullable ServiceInfo info) {
        if (info == null || info.getPort() < LOWEST_PORT) {
            return Optional.empty();
        }
        String id = Optional.ofNullable(info.getPropertyString(ID)).orElse("");
        boolean legal = id.matches("[0-9a-f]{40}")
                && PROTOCOL_VERSION.equals(info.getPropertyString(VERSION))
                && !id.equals(self.nodeId());
        List<Endpoint> endpoints = new ArrayList<>();
        for (InetAddress address : info.getInetAddresses()) {
            // Without its interface a link-local address of IPv6 leads nowhere.
            boolean usable = network.contains(address)
                    && !(address.isLinkLocalAddress() && address.getAddress().length > 4);
            if (usable && endpoints.size() < MAX_ADDRESSES) {
                endpoints.add(Endpoint.of(new InetSocketAddress(address, info.getPort())));
            }
        }
        return legal && !endpoints.isEmpty()
                ? Optional.of(new LanPeer(id, List.copyOf(endpoints)))
                : Optional.empty();
    }

    /** Asks who is there, as at the start; who is known already is not reported again. */
    void askAgain() {
        dns.removeServiceListener(TYPE, this);
        dns.addServiceListener(TYPE, this);
    }

    /** The others on this network. */
    List<LanPeer> peers() {
        synchronized (peersByName) {
            return List.copyOf(peersByName.values());
        }
    }

    /** Says goodbye; blocking. */
    @Override
    public void close() {
        try {
            dns.close();
        } catch (IOException e) {
            log.debug("multicast DNS at {}: {}", network.address(), e.getMessage());
        }
    }
}
