package dev.potluck.dht;

import dev.potluck.bencode.MalformedBencodeException;
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
     */
    record Parts(RpcManager rpc, Responder responder, ContactChecks checks) {}

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
        NodeInfo sender = new NodeInfo(query.question().id(), from);
        boolean known = to.responder().isProven(from, sender.id());
        if (family.isEmpty() || !(known ? proven : strangers).admit(from)) {
            traffic.limited++;
            return;
        }
        family.get().reachability.askedBy(from, timers.nowMs());
        to.responder().answer(from, query, bytes, this::send);
        if (query.sameNetwork() && !query.readOnly()) {
            to.checks().senderSeen(family.get(), sender);
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
        if (family.isEmpty() || !answer.sameNetwork()) {
            return;
        }
        boolean idChanged = seenAs.isPresent() && family.get().seenAs(from, seenAs.get());
        if (family.get().isAskable(answer.from(), from)) {
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
        return family.isPresent() && family.get().reachability.state() == Reachability.FIREWALLED;
    }

    /** Throws when a limit is broken. */
    void checkInvariant() {
        strangers.checkInvariant();
        proven.checkInvariant();
    }
}
