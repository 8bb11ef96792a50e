package dev.potluck.dht;

import dev.potluck.bencode.BValue;
import dev.potluck.dht.krpc.AnnouncedKey;
import dev.potluck.dht.krpc.Answer;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;
import dev.potluck.net.UdpPort;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A node of the DHT: finds who has a file, keeps such records for others, and announces its own.
 *
 * <p>Not safe for threads: all calls, the port's receiver and the timers' tasks run on one.
 */
public final class Dht {
    private static final long EXPIRY_INTERVAL_MS = 10 * 60_000L;

    private final Timers timers;
    private final Traffic traffic = new Traffic();
    final Families families;
    private final Switchboard switchboard;
    private final RpcManager rpc;
    final DhtStores stores;
    private final ContactChecks checks;
    private final LookupRunner lookups;
    private final RecentLookups recent;
    private final ByteBudget announceBudget;
    private final Map<Boolean, FamilyWork> workByIpv6 = new HashMap<>();
    private final Map<Boolean, List<NodeInfo>> restoredByIpv6 = new HashMap<>();
    private final DhtSettings settings;
    private boolean stopped;

    /**
     * A node that does nothing until {@link #start}.
     *
     * @param port where datagrams come and go
     * @param timers the clock of the port's thread
     * @param random chance; has to be unpredictable outside of simulations
     * @param settings how it takes part
     */
    public Dht(UdpPort port, Timers timers, RandomGenerator random, DhtSettings settings) {
        this.timers = timers;
        long nowMs = timers.nowMs();
        this.families = new Families(
                settings.ipv4() ? Optional.of(new Family(false, random, nowMs)) : Optional.empty(),
                settings.ipv6() ? Optional.of(new Family(true, random, nowMs)) : Optional.empty());
        this.settings = settings;
        this.switchboard = new Switchboard(port, timers, families, traffic, this::idChanged);
        this.rpc = new RpcManager(port, timers, random, traffic, switchboard);
        this.stores = new DhtStores(
                new TokenService(timers, random),
                new PeerStore(timers, random),
                new ItemStore(timers));
        this.checks = new ContactChecks(rpc, timers);
        this.lookups = new LookupRunner(rpc, timers, LookupPolicy.STANDARD);
        this.recent = new RecentLookups(timers);
        this.announceBudget = new ByteBudget(timers, settings.announceBytesPerSecond());
        for (Family family : families.all()) {
            RegionSweep.Tools tools =
                    new RegionSweep.Tools(family, rpc, timers, announceBudget, settings.peerPort());
            workByIpv6.put(
                    family.ipv6,
                    new FamilyWork(
                            family,
                            new Bootstrap(family, rpc, lookups, timers, random),
                            new Maintenance(family, rpc, checks, timers, random),
                            new Announcer(tools, recent, timers)));
        }
        Responder responder = new Responder(families, stores, rpc, timers, traffic);
        switchboard.connect(new Switchboard.Parts(rpc, responder, checks, settings.membership()));
    }

    /** Takes an id for a node that has none of an earlier run; before {@link #start}. */
    public void adoptId(NodeId id) {
        families.all().forEach(family -> family.restore(id));
    }

    /** Takes ids and nodes of the last run, as {@link #save} gave them; before {@link #start}. */
    public void restore(byte[] state) throws MalformedStateException {
        for (DhtState.Block block : DhtState.decode(state).blocks()) {
            families.of(block.ipv6()).ifPresent(family -> {
                family.restore(block.ownId());
                restoredByIpv6.put(block.ipv6(), block.nodes());
            });
        }
    }

    /** Ids and good nodes, for {@link #restore}; the format is drawn at {@code DhtState}. */
    public byte[] save() {
        List<DhtState.Block> blocks = new ArrayList<>();
        for (Family family : families.all()) {
            List<NodeInfo> good = new ArrayList<>();
            for (Contact contact : family.table.contacts()) {
                if (contact.failures == 0 && good.size() < DhtState.MAX_NODES) {
                    good.add(contact.info);
                }
            }
            // A run that found nobody must not cost the next one what an earlier one knew.
            List<NodeInfo> kept =
                    good.isEmpty() ? restoredByIpv6.getOrDefault(family.ipv6, List.of()) : good;
            blocks.add(new DhtState.Block(family.ipv6, family.ownId(), kept));
        }
        return new DhtState(blocks).encode();
    }

    /**
     * Joins the network and stays in it.
     *
     * @param seeds endpoints to join through, asked for again whenever nobody is known: names may
     *     have been resolved since, or LAN peers found
     */
    public void start(Supplier<List<Endpoint>> seeds) {
        for (FamilyWork work : workByIpv6.values()) {
            List<NodeInfo> restored = restoredByIpv6.getOrDefault(work.family().ipv6, List.of());
            work.start(restored, seeds);
        }
        timers.schedule(EXPIRY_INTERVAL_MS, this::expire);
    }

    /**
     * Asks nodes that were found by other means, such as on the same network, whether or not we
     * know some already: that is how two networks become one.
     */
    public void offer(List<Endpoint> found) {
        workByIpv6.values().forEach(work -> work.bootstrap().offer(found));
    }

    private void expire() {
        if (!stopped) {
            stores.peers().expireAll();
            timers.schedule(EXPIRY_INTERVAL_MS, this::expire);
        }
    }

    private void idChanged(Family family) {
        Optional.ofNullable(workByIpv6.get(family.ipv6))
                .ifPresent(work -> work.bootstrap().idChanged());
    }

    /** Leaves: nothing is sent or answered any more; lookups under way end. */
    public void stop() {
        stopped = true;
        switchboard.disconnect();
        workByIpv6.values().forEach(FamilyWork::stop);
        checks.stop();
        rpc.stop();
    }

    /**
     * Looks for the peers of {@code key}; what we hold ourselves comes first.
     *
     * @param listener told of peers as they come, and of the end
     */
    public LookupHandle lookup(NodeId key, PeerListener listener) {
        PeerSearch search = new PeerSearch(key, listener, timers, recent);
        Answer.Peers local = stores.peers().sample(key, Responder.MAX_PEERS);
        search.start(families.all(), lookups, local);
        return search;
    }

    /** Looks for the nodes nearest to {@code target}, for people who want to see the network. */
    public void nearestNodes(NodeId target, Consumer<List<NodeInfo>> whenFound) {
        for (Family family : families.all()) {
            lookups.run(
                    family,
                    List.of(),
                    new NodesQuest(
                            target,
                            result -> whenFound.accept(result.closest().stream()
                                    .map(LookupResult.Node::info)
                                    .toList())));
        }
    }

    /** Looks for an immutable item (BEP 44); its hash has been checked when it comes. */
    public void getItem(NodeId target, Consumer<Optional<BValue>> whenEnded) {
        Optional<BValue> local = stores.items().get(target);
        List<Family> all = families.all();
        if (local.isPresent()) {
            whenEnded.accept(local);
        } else {
            getItemFrom(all, 0, target, whenEnded);
        }
    }

    private void getItemFrom(
            List<Family> all, int index, NodeId target, Consumer<Optional<BValue>> whenEnded) {
        lookups.run(all.get(index), List.of(), new ItemQuest(target, (item, result) -> {
            if (item.isPresent() || index + 1 == all.size()) {
                whenEnded.accept(item);
            } else {
                getItemFrom(all, index + 1, target, whenEnded);
            }
        }));
    }

    /**
     * Stores an immutable item (BEP 44) on the nearest nodes.
     *
     * @param value at most 1109 bytes when encoded
     * @param whenEnded told how many nodes took it, once for each family
     * @return its target
     */
    public NodeId putItem(BValue value, IntConsumer whenEnded) {
        if (!ItemStore.fits(value)) {
            throw new IllegalArgumentException("item of more than " + ItemStore.MAX_ITEM_BYTES);
        }
        NodeId target = ItemStore.targetOf(value);
        for (Family family : families.all()) {
            lookups.run(
                    family,
                    List.of(),
                    new NodesQuest(
                            target,
                            result -> new ItemPut(rpc, family, value, whenEnded)
                                    .start(target, result.closest())));
        }
        return target;
    }

    /**
     * Puts an immutable item at the expense of the announcements' byte budget: it waits until its
     * cost is saved up.
     *
     * @param value at most 1109 bytes when encoded
     */
    public void publishItem(BValue value) {
        announceBudget.reserve(families.all().size() * ItemPut.costBytes(value));
        timers.schedule(announceBudget.waitMs(), () -> {
            if (!stopped) {
                putItem(value, taken -> {});
            }
        });
    }

    /** Announces the keys of {@code source} from now on, round after round. */
    public void announce(KeySource source) {
        workByIpv6.values().forEach(work -> work.announcer().start(source));
    }

    /** Announces a file that has just arrived, ahead of the round. */
    public void announceSoon(AnnouncedKey file) {
        workByIpv6.values().forEach(work -> work.announcer().announceSoon(file));
    }

    /**
     * A node that we know, for people.
     *
     * @param info its id and endpoint
     * @param answeredAgoMs how long ago it last answered
     * @param failures questions in a row that it did not answer
     */
    public record KnownNode(NodeInfo info, long answeredAgoMs, int failures) {}

    /** The nodes that we know, with what we know of them, the nearest to us first. */
    public List<KnownNode> knownNodes() {
        List<KnownNode> known = new ArrayList<>();
        for (Family family : families.all()) {
            family.table.contacts().stream()
                    .sorted((a, b) -> family.ownId().compareDistance(a.id(), b.id()))
                    .forEach(contact -> known.add(new KnownNode(
                            contact.info, timers.nowMs() - contact.answeredMs, contact.failures)));
        }
        return Collections.unmodifiableList(known);
    }

    /** The nodes that we know, of both families. */
    public List<NodeInfo> nodes() {
        List<NodeInfo> nodes = new ArrayList<>();
        for (Family family : families.all()) {
            family.table.contacts().forEach(contact -> nodes.add(contact.info));
        }
        return Collections.unmodifiableList(nodes);
    }

    /** The TCP port that is announced. */
    public int peerPort() {
        return settings.peerPort();
    }

    /** Our id in the network of IPv4, or of IPv6 when that is the only one. */
    public NodeId ownId() {
        return families.all().get(0).ownId();
    }

    /** Our public UDP endpoint, once others agree on it. */
    public Optional<Endpoint> ownEndpoint(boolean ipv6) {
        return families.of(ipv6).flatMap(Family::ownEndpoint);
    }

    /** Figures as of now. */
    public DhtStats stats() {
        Family first = families.all().get(0);
        DhtStats.Tables tables = new DhtStats.Tables(
                families.of(false).map(family -> family.table.size()).orElse(0),
                families.of(true).map(family -> family.table.size()).orElse(0),
                Math.round(first.table.estimatedNodes()),
                stores.peers().size(),
                first.reachability.state());
        long announcedKeys = workByIpv6.values().stream()
                .mapToLong(work -> work.announcer().announcedKeys())
                .max()
                .orElse(0);
        return new DhtStats(
                tables,
                new DhtStats.Work(
                        lookups.started(),
                        lookups.queries(),
                        announcedKeys,
                        announceBudget.spentBytes()),
                new DhtStats.Bytes(
                        traffic.sentBytes,
                        traffic.receivedBytes,
                        traffic.malformed,
                        traffic.limited,
                        traffic.unmatched + traffic.forgedTokens));
    }

    /** Throws {@link IllegalStateException} when any structure is not what its class says. */
    public void checkInvariant() {
        families.all().forEach(family -> family.table.checkInvariant());
        stores.peers().checkInvariant();
        stores.items().checkInvariant();
        rpc.checkInvariant();
        checks.checkInvariant();
        lookups.checkInvariant();
        switchboard.checkInvariant();
        workByIpv6.values().forEach(work -> work.announcer().checkInvariant());
    }
}
