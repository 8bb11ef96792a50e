package dev.potluck.swarm;

/** Hands on what it hears; a wrapper changes what it cares about. */
public abstract class ForwardingFound implements PeerSearch.Found {
    private final PeerSearch.Found found;

    protected ForwardingFound(PeerSearch.Found found) {
        this.found = found;
    }

    @Override
    public void peer(Peer peer) {
        found.peer(peer);
    }

    @Override
    public void pieces(PieceHashes list) {
        found.pieces(list);
    }

    @Override
    public void fetching(Peer neighbour, boolean isHearsay) {
        found.fetching(neighbour, isHearsay);
    }

    @Override
    public Have.Holding own() {
        return found.own();
    }

    @Override
    public void ended() {
        found.ended();
    }
}
