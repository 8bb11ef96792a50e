package dev.potluck.dht;

import dev.potluck.bencode.MalformedBencodeException;
import dev.potluck.dht.krpc.KrpcMessage;
import dev.potluck.net.Endpoint;
import dev.potluck.net.UdpPort;

import java.util.ArrayList;
import java.util.List;

/** A port that keeps what is sent, and brings what a test makes up. */
final class RecordingPort implements UdpPort {
    static final class Sent {
        private final Endpoint to;
        private final byte[] datagram;

        Sent(Endpoint to, byte[] datagram) {
            this.to = to;
            this.datagram = datagram;
        }

        Endpoint to() {
            return to;
        }

        int length() {
            return datagram.length;
        }

        KrpcMessage message() {
            try {
                return KrpcMessage.decode(datagram);
            } catch (MalformedBencodeException e) {
                throw new AssertionError("we sent nonsense", e);
            }
        }
    }

    final List<Sent> sent = new ArrayList<>();
    private Receiver receiver = (from, datagram) -> {};

    @Override
    public void send(Endpoint to, byte[] datagram) {
        sent.add(new Sent(to, datagram));
    }

    @Override
    public void onReceive(Receiver newReceiver) {
        receiver = newReceiver;
    }

    void deliver(Endpoint from, KrpcMessage message) {
        deliver(from, message.encode());
    }

    void deliver(Endpoint from, byte[] datagram) {
        receiver.receive(from, datagram);
    }

    Sent last() {
        return sent.get(sent.size() - 1);
    }
}
