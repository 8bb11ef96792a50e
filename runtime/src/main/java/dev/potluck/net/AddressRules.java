package dev.potluck.net;

import java.net.InetAddress;

/**
 * Which addresses a node may be sent to by somebody else: a mirror's redirect, a list of peers.
 * Without such rules a stranger could make the node ask services that only the node can reach.
 *
 * @param alsoAllowed networks that are as good as public ones here, such as an own mirror's
 */
public record AddressRules(CidrSet alsoAllowed) {
    /** Public addresses only. */
    public static final AddressRules PUBLIC_ONLY = new AddressRules(CidrSet.EMPTY);

    /** Whether a stranger may send the node to this address. */
    public boolean permits(InetAddress address) {
        return AddressKind.of(address) == AddressKind.PUBLIC || alsoAllowed.contains(address);
    }
}
