package dev.potluck.swarm;

/**
 * When the mirror is asked, and for how much: it is a source like any other, but always there, and
 * it pays for what it sends.
 */
final class RunPolicy {
    /** Peers that together are so much faster than the mirror do without it. */
    static final double ENOUGH_PEERS = 1.5;

    /** The first stretch, while peers are on trial. */
    static final int FIRST_PIECES = 4;

    /** Longest stretch while peers are on trial: 32 MiB. */
    static final int MAX_PIECES = 64;

    private int pieces = FIRST_PIECES;

    /** What the decision hangs on; rates in bytes/ms, 0 if not known. */
    record View(double mirrorRate, double provenRate, boolean hasUsablePeers, int window) {
        boolean peersSuffice() {
            return provenRate > 0 && mirrorRate > 0 && provenRate >= ENOUGH_PEERS * mirrorRate;
        }
    }

    /**
     * How many pieces to ask for; {@link Integer#MAX_VALUE} for all there are.
     *
     * <p>With proven peers no more than would keep the mirror as busy as them: what is behind the
     * stretch waits in memory until it is through.
     */
    int nextPieces(View view) {
        if (!view.hasUsablePeers()) {
            return Integer.MAX_VALUE;
        }
        if (view.provenRate() > 0) {
            double share = view.mirrorRate() / (view.mirrorRate() + view.provenRate());
            return Math.max(1, (int) (view.window() * share / 2));
        }
        int now = pieces;
        pieces = Math.min(2 * pieces, MAX_PIECES);
        return now;
    }
}
