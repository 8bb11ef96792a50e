package dev.potluck.swarm;

/** Bounds the pieces that all downloads together hold in memory. */
public final class PieceBudget {
    /** 32 MiB. */
    public static final int DEFAULT_PIECES = 64;

    private int free;

    public PieceBudget(int pieces) {
        this.free = pieces;
    }

    boolean take() {
        if (free == 0) {
            return false;
        }
        free--;
        return true;
    }

    void giveBack() {
        free++;
    }

    /** How many pieces more may be held. */
    public int free() {
        return free;
    }
}
