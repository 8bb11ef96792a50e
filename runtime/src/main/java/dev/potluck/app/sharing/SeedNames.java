package dev.potluck.app.sharing;

import dev.potluck.app.settings.HostPort;
import dev.potluck.fetch.Worker;
import dev.potluck.net.Endpoint;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The addresses of the configured bootstrap nodes. A name that cannot be looked up now keeps its
 * last addresses.
 *
 * <p>Lives on the node's context; looks names up on a worker.
 */
final class SeedNames {
    /** Addresses taken of one name. */
    static final int MAX_ADDRESSES = 16;

    private static final Logger log = LoggerFactory.getLogger(SeedNames.class);

    /** Looks a name up, blocking. */
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final List<HostPort> names;
    private final Worker worker;
    private final Resolver resolver;
    private final Map<HostPort, List<Endpoint>> known = new HashMap<>();
    private boolean underWay;

    SeedNames(List<HostPort> names, Worker worker, Resolver resolver) {
        this.names = List.copyOf(names);
        this.worker = worker;
        this.resolver = resolver;
    }

    /** The addresses known now. */
    List<Endpoint> endpoints() {
        List<Endpoint> all = new ArrayList<>();
        names.forEach(name -> all.addAll(known.getOrDefault(name, List.of())));
        return all;
    }

    /** Looks all names up, and then runs {@code whenDone}; not twice at a time. */
    void refresh(Runnable whenDone) {
        if (underWay || names.isEmpty()) {
            return;
        }
        underWay = true;
        worker.run(this::lookUp).onComplete(done -> {
            underWay = false;
            if (done.succeeded()) {
                done.result().forEach(this::remember);
            }
            whenDone.run();
        });
    }

    /** No entry for a name that cannot be looked up. */
    private Map<HostPort, List<Endpoint>> lookUp() {
        Map<HostPort, List<Endpoint>> found = new HashMap<>();
        for (HostPort name : names) {
            try {
                List<Endpoint> addresses = new ArrayList<>();
                for (InetAddress address : resolver.resolve(name.host())) {
                    if (addresses.size() < MAX_ADDRESSES) {
                        addresses.add(Endpoint.of(new InetSocketAddress(address, name.port())));
                    }
                }
                found.put(name, addresses);
            } catch (UnknownHostException e) {
                log.debug("bootstrap {}: {}", name, e.getMessage());
            }
        }
        return found;
    }

    private void remember(HostPort name, List<Endpoint> addresses) {
        if (known.put(name, addresses) == null) {
            log.debug("bootstrap {} is {}", name, addresses);
        }
    }
}
