package dev.potluck.mirror;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Addresses of hosts, from the machine's own resolver (so that {@code /etc/hosts} counts), on a few
 * threads of their own: a name server that hangs must not hold up the node's disk work. A name that
 * cannot be looked up now keeps its last known addresses.
 */
final class HostNames implements AutoCloseable {
    static final int MAX_HOSTS = 256;
    /** Most addresses kept of a host; clients have no time to try more. */
    static final int MAX_ADDRESSES = 4;

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int LOOKUP_THREADS = 4;
    private static final int MAX_UNREACHABLE = 1024;

    /** Looks a name up, blocking. */
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private record Known(List<InetAddress> addresses, long untilNanos) {}

    private final Resolver resolver;
    private final LongSupplier nanoClock;
    private final WorkerExecutor workers;
    private final Map<String, Known> known = new LinkedHashMap<>();
    private final Map<String, Future<List<InetAddress>>> underWay = new HashMap<>();
    private final Set<InetAddress> unreachable = new HashSet<>();

    HostNames(Vertx vertx, Resolver resolver, LongSupplier nanoClock) {
        this.resolver = resolver;
        this.nanoClock = nanoClock;
        this.workers = vertx.createSharedWorkerExecutor("potluck-names", LOOKUP_THREADS);
    }

    /** The addresses of a host, the one to try first in front; at least one. */
    Future<List<InetAddress>> addresses(String host) {
        Known entry = known.get(host);
        if (entry != null && nanoClock.getAsLong() - entry.untilNanos < 0) {
            return Future.succeededFuture(inOrder(entry.addresses));
        }
        Future<List<InetAddress>> lookup = underWay.get(host);
        if (lookup == null) {
            lookup = workers.executeBlocking(() -> List.of(resolver.resolve(host)), false);
            underWay.put(host, lookup);
            lookup.onComplete(done -> underWay.remove(host));
        }
        return lookup.transform(done -> {
            if (done.succeeded()) {
                return Future.succeededFuture(remember(host, done.result()));
            }
            return entry == null
                    ? Future.failedFuture(done.cause())
                    : Future.succeededFuture(inOrder(entry.addresses));
        });
    }

    /** The addresses that were found last, however long ago; nobody is asked. */
    Optional<List<InetAddress>> lastKnown(String host) {
        return Optional.ofNullable(known.get(host)).map(Known::addresses);
    }

    private List<InetAddress> remember(String host, List<InetAddress> addresses) {
        if (known.size() >= MAX_HOSTS && !known.containsKey(host)) {
            known.remove(known.keySet().iterator().next());
        }
        List<InetAddress> kept = inOrder(addresses);
        kept = kept.subList(0, Math.min(kept.size(), MAX_ADDRESSES));
        known.put(host, new Known(kept, nanoClock.getAsLong() + FRESH_NANOS));
        return kept;
    }

    private List<InetAddress> inOrder(List<InetAddress> addresses) {
        List<InetAddress> sorted = new ArrayList<>(addresses);
        sorted.sort(Comparator.comparing(unreachable::contains));
        return sorted;
    }

    /** The address did not take a connection: it comes last from now on. */
    void recordUnreachable(InetAddress address) {
        if (unreachable.size() >= MAX_UNREACHABLE) {
            unreachable.clear();
        }
        unreachable.add(address);
    }

    /** Whether the address was the last time found not to take a connection. */
    boolean isUnreachable(InetAddress address) {
        return unreachable.contains(address);
    }

    /** The address took a connection. */
    void recordReachable(InetAddress address) {
        unreachable.remove(address);
    }

    @Override
    public void close() {
        Failures.whenFailed(workers.close());
    }
}
