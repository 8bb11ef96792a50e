package dev.potluck.net;

import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which addresses a node may be sent to by somebody else: a client, a mirror's redirect, a list of
 * peers. Without such rules a stranger could make the node ask services that only the node can
 * reach.
 *
 * @param alsoAllowed networks that are as good as public ones here, such as an own mirror's
 * @param isOwn whether an address is this machine's: {@link OwnAddresses}
 */
public record AddressRules(CidrSet alsoAllowed, Predicate<InetAddress> isOwn) {
    /** Public addresses only, on a machine that has none itself. */
    public static final AddressRules PUBLIC_ONLY = new AddressRules(CidrSet.EMPTY);

    /** What a whole site may share. Link-local is not in it: cloud metadata services are there. */
    private static final Set<AddressKind> OF_A_NETWORK =
            EnumSet.of(AddressKind.PRIVATE, AddressKind.UNIQUE_LOCAL, AddressKind.SHARED);

    /** Rules that know no address of this machine but the loopback. */
    public AddressRules(CidrSet alsoAllowed) {
        this(alsoAllowed, address -> false);
    }

    /** Whether a stranger may send the node to this address. */
    public boolean permits(InetAddress address) {
        return alsoAllowed.contains(address)
                || AddressKind.of(address) == AddressKind.PUBLIC && !isOwn.test(address);
    }

    /** Whether somebody who asks from there may. */
    public boolean permits(Reach reach, InetAddress address) {
        return switch (reach) {
            case MACHINE -> true;
            case NETWORK ->
                permits(address)
                        || OF_A_NETWORK.contains(AddressKind.of(address)) && !isOwn.test(address);
            case INTERNET -> permits(address);
        };
    }

    /** From where a client at this address asks. */
    public Reach reachOf(InetAddress client) {
        AddressKind kind = AddressKind.of(client);
        if (kind == AddressKind.LOOPBACK || isOwn.test(client)) {
            return Reach.MACHINE;
        }
        return OF_A_NETWORK.contains(kind) || kind == AddressKind.LINK_LOCAL
                ? Reach.NETWORK
                : Reach.INTERNET;
    }
}
