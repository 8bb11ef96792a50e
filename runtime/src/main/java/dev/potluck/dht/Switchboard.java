package dev.potluck.dht;

import dev.potluck.bencode.MalformedBencodeException;
import dev.potluck.dht.DhtSettings.Membership;
import dev.potluck.dht.krpc.KrpcError;
import dev.potluck.dht.krpc.KrpcMessage;
import dev.potluck.dht.krpc.KrpcQuery;
import dev.potluck.dht.krpc.KrpcReply;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;
import dev.potluck.net.UdpPort;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes datagrams off the port and brings each to where it belongs; keeps tables in step with what
 * happened.
 */
final class Switchboard implements RpcManager.Observer, UdpPort.Receiver {
    /** Queries of an unproven address at once, and each second. */
    static final int STRANGER_BURST = 10;

    static final int STRANGER_PER_SECOND = 2;

    private final UdpPort port;
    private final Timers timers;
    private final Families families;
    private final Traffic traffic;
    private final QueryLimiter strangers;
    private final QueryLimiter proven;
    private final Consumer<Family> whenIdChanges;
    private @Nullable Parts parts;

    /**
     * What only exists once the switchboard does.
     *
     * @param rpc takes replies
     * @param responder takes queries
     * @param checks takes senders
     * @param membership whose nodes count as our own
     */
    record Parts(RpcManager rpc, Responder responder, ContactChecks checks, Membership membership) {
        boolean isOurs(boolean sameNetwork) {
            return sameNetwork || membership != Membership.OWN;
        }

        boolean isGuest() {
            return membership == Membership.GUEST;
        }
    }

    Switchboard(
            UdpPort port,
            Timers timers,
            Families families,
            Traffic traffic,
            Consumer<Family> whenIdChanges) {
        this.port = port;
        this.timers = timers;
        this.families = families;
        this.traffic = traffic;
        this.whenIdChanges = whenIdChanges;
        this.strangers = new QueryLimiter(timers, STRANGER_BURST, STRANGER_PER_SECOND);
        this.proven = new QueryLimiter(
                timers, RpcManager.BURST_PER_ADDRESS, RpcManager.PER_SECOND_PER_ADDRESS);
    }

    void connect(Parts all) {
        parts = all;
        port.onReceive(this);
    }

    void disconnect() {
        port.onReceive((from, datagram) -> {});
    }

    @Override
    public void receive(Endpoint from, byte[] datagram) {
        traffic.received(datagram.length);
        KrpcMessage message;
        try {
            message = KrpcMessage.decode(datagram);
        } catch (MalformedBencodeException e) {
            // Anybody can send anything: it is counted, and an answer would serve reflection only.
            traffic.malformed++;
            return;
        }
        Parts to = parts;
        if (to == null || from.port() == 0) {
            return;
        }
        if (message instanceof KrpcQuery query) {
            receiveQuery(to, from, query, datagram.length);
        } else if (message instanceof KrpcReply reply) {
            to.rpc().receive(from, reply, datagram.length);
        } else if (message instanceof KrpcError error) {
            to.rpc().receive(from, error);
        }
    }

    private void receiveQuery(Parts to, Endpoint from, KrpcQuery query, int bytes) {
        Optional<Family> family = families.of(from.isV6());
        if (family.isEmpty() || to.isGuest()) {
            return;
        }
        NodeInfo sender = new NodeInfo(query.question().id(), from);
        Contact known = family.get().table.find(sender.id());
        boolean answeredLately = known != null
                && known.info.endpoint().equals(from)
                && known.answeredMs >= timers.nowMs() - RoutingTable.FRESH_MS;
        if (!(answeredLately ? proven : strangers).admit(from)) {
            traffic.limited++;
            return;
        }
        family.get().reachability.askedBy(from, timers.nowMs());
        Responder.Incoming incoming = new Responder.Incoming(from, query, bytes, answeredLately);
        to.responder().answer(incoming, family.get(), this::send);
        judgeSender(to, family.get(), sender, query);
    }

    private void judgeSender(Parts to, Family family, NodeInfo sender, KrpcQuery query) {
        boolean known = family.table.find(sender.id()) != null;
        if (!query.readOnly()) {
            family.readOnlySenders.forget(sender.endpoint());
            if (!known && to.isOurs(query.sameNetwork())) {
                to.checks().senderSeen(family, sender);
            }
        } else if (known) {
            // It slipped in while its door was open. One strike only, for the source may be forged.
            family.table.failed(sender);
        } else {
            family.readOnlySenders.said(sender.endpoint(), timers.nowMs());
        }
    }

    private void send(Endpoint to, byte[] datagram) {
        traffic.sent(datagram.length);
        port.send(to, datagram);
    }

    @Override
    public void answered(RpcAnswer answer, Optional<Endpoint> seenAs) {
        Endpoint from = answer.from().endpoint();
        Optional<Family> family = families.of(from.isV6());
        boolean ours = parts != null && parts.isOurs(answer.sameNetwork());
        if (family.isEmpty() || !ours) {
            return;
        }
        boolean idChanged = seenAs.isPresent() && family.get().seenAs(from, seenAs.get());
        boolean reachable = !family.get().readOnlySenders.contains(from, timers.nowMs());
        if (reachable && family.get().isAskable(answer.from(), from)) {
            family.get().table.answered(answer.from(), timers.nowMs());
        }
        if (idChanged) {
            whenIdChanges.accept(family.get());
        }
    }

    @Override
    public void silent(NodeInfo node) {
        families.of(node.endpoint().isV6()).ifPresent(family -> family.table.failed(node));
    }

    @Override
    public boolean isReadOnly(Endpoint to) {
        Optional<Family> family = families.of(to.isV6());
        family.ifPresent(asking -> asking.reachability.asked(to, timers.nowMs()));
        boolean isGuest = parts != null && parts.isGuest();
        return isGuest
                || family.isPresent()
                        && family.get().reachability.state() == Reachability.FIREWALLED;
    }

    /** Throws when a limit is broken. */
    void checkInvariant() {
        strangers.checkInvariant();
        proven.checkInvariant();
    }
}
