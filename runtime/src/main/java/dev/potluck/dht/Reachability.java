package dev.potluck.dht;

/** Whether others can reach us without our having asked them first. */
public enum Reachability {
    /** Not enough was seen yet. */
    UNKNOWN,
    /** Strangers have asked us. */
    REACHABLE,
    /** Nobody gets through: our queries say so (BEP 43), and we enter no table. */
    FIREWALLED
}
