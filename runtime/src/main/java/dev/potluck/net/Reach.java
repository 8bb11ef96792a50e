package dev.potluck.net;

/**
 * From where somebody asks, and so which addresses the node may ask for them: none that they could
 * not reach themselves. {@link AddressRules} decides. Each may do less than the one before.
 */
public enum Reach {
    /** A client on this machine, or a mirror of the settings: whatever the machine can reach. */
    MACHINE,
    /** A client in a network of private addresses: such addresses too, but not this machine's. */
    NETWORK,
    /** A client anywhere: public addresses only. */
    INTERNET
}
