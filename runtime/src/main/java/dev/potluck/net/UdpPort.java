package dev.potluck.net;

/**
 * A UDP port, as the DHT sees it: an event loop outside, or a simulated network in tests.
 *
 * <p>Everything happens on one thread: calls here, the receiver, and the tasks of {@link Timers}.
 */
public interface UdpPort {
    /** Takes what arrives. */
    @FunctionalInterface
    interface Receiver {
        /**
         * A datagram arrived.
         *
         * @param from its source address, which may be forged
         * @param datagram its bytes, never changed afterwards by anyone
         */
        void receive(Endpoint from, byte[] datagram);
    }

    /**
     * Sends one datagram; loss is silent, and so is a full send buffer.
     *
     * @param to where to
     * @param datagram its bytes, not to be changed afterwards
     */
    void send(Endpoint to, byte[] datagram);

    /** Sets who takes what arrives, from now on; at most one. */
    void onReceive(Receiver receiver);
}
