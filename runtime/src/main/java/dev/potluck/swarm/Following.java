package dev.potluck.swarm;

/** Hears that a neighbour's fetch is followed instead of the mirror, and that it no longer is. */
public interface Following {
    /** Nobody is followed. */
    Following NONE = new Following() {
        @Override
        public void began() {}

        @Override
        public void lost() {}
    };

    /** From now on nothing is ours at first hand: who followed us had better follow another. */
    void began();

    /** The neighbour is gone, or silent: who else is fetching should be asked. */
    void lost();
}
