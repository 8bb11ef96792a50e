package dev.potluck.net;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Whether an address is one of this machine's, as its network interfaces have them. What listens
 * there is behind the machine's firewall, which a connection from within does not pass.
 */
public final class OwnAddresses implements Predicate<InetAddress> {
    /** Looking takes some 50 us; addresses seldom change. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Logger LOG = LoggerFactory.getLogger(OwnAddresses.class);

    private record Seen(Set<InetAddress> addresses, long atNanos) {}

    private final LongSupplier nanoClock;
    private volatile Seen last;

    /** @param nanoClock such as {@code System::nanoTime} */
    public OwnAddresses(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.last = new Seen(look(Set.of()), nanoClock.getAsLong());
    }

    @Override
    public boolean test(InetAddress address) {
        Seen seen = last;
        if (nanoClock.getAsLong() - seen.atNanos > FRESH_NANOS) {
            seen = new Seen(look(seen.addresses), nanoClock.getAsLong());
            last = seen;
        }
        return seen.addresses.contains(address);
    }

    private static Set<InetAddress> look(Set<InetAddress> before) {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException e) {
            LOG.warn("cannot look at this machine's addresses", e);
            return before;
        }
    }
}
