package dev.potluck.app.admin;

import dev.potluck.net.Traffic;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The status as numbers for Prometheus, under names that begin with {@code potluck_}. */
final class Metrics {
    /** The type that {@link #scrape} has (Prometheus text format 0.0.4). */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Supplier<NodeStatus> source;
    private NodeStatus current;

    Metrics(Supplier<NodeStatus> source) {
        this.source = source;
        this.current = source.get();
        traffic("served", "Bytes of bodies handed to clients", Traffic.Totals::servedBytes);
        traffic("from.cache", "Bytes served from the cache", Traffic.Totals::fromCacheBytes);
        traffic("from.peers", "Bytes received from peers", Traffic.Totals::fromPeersBytes);
        traffic("from.mirror", "Bytes received from mirrors", Traffic.Totals::fromMirrorBytes);
        traffic("uploaded", "Bytes sent to peers", Traffic.Totals::uploadedBytes);
        traffic("wasted", "Bytes received in vain", Traffic.Totals::wastedBytes);
        gauge("cache.objects", "Files in the cache", status -> status.cache().objects());
        gauge("cache.bytes", "Bytes in the cache", status -> status.cache().bytes());
        gauge("cache.deltas", "Files kept as deltas", s -> s.cache().deltas().objects());
        gauge(
                "cache.deltas.saved.bytes",
                "Bytes that deltas save",
                s -> s.cache().deltas().savedBytes());
        gauge("cache.quota.bytes", "Most bytes in the cache", s -> s.cache().quotaBytes());
        gauge("dht.nodes", "DHT nodes known", status -> status.dht().nodes());
        gauge("dht.announced.keys", "Files announced", status -> status.dht().announcedKeys());
        gauge("dht.estimated.nodes", "Size of the DHT", s -> s.dht().place().estimatedNodes());
        gauge("dht.records", "Announcements of others kept", s -> s.dht().work().records());
        gauge("dht.reachable", "1 if others reach this node", Metrics::reachable);
        gauge(
                "dht.public.files",
                "Files that may be shared",
                s -> s.dht().work().publicFiles());
        gauge("lan.peers", "Nodes on the same network", s -> s.dht().place().lanPeers());
        counter("dht.lookups", "Lookups begun", status -> status.dht().lookups());
        counter("dht.announce.bytes", "Cost of announcing", s -> s.dht().work().announceBytes());
        counter("dht.sent.bytes", "Bytes sent by UDP", s -> s.dht().work().sentBytes());
        counter(
                "dht.received.bytes",
                "Bytes received by UDP",
                s -> s.dht().work().receivedBytes());
        gauge("peer.uploads", "Uploads under way", s -> s.peers().uploads());
        gauge("peer.banned", "Addresses that sent wrong bytes", s -> s.peers().banned());
        gauge("fetches", "Fetches under way", status -> status.fetches().size());
        gauge("snapshots", "Snapshots served", status -> status.snapshots().size());
        gauge("uptime.seconds", "Time since the start", NodeStatus::uptimeSeconds);
        new JvmMemoryMetrics().bindTo(registry);
    }

    private static double reachable(NodeStatus status) {
        return status.dht().reachability().equals("reachable") ? 1 : 0;
    }

    private void traffic(String name, String help, ToLongFunction<Traffic.Totals> value) {
        counter(name + ".bytes", help, status -> value.applyAsLong(status.traffic()));
    }

    private void counter(String name, String help, ToDoubleFunction<NodeStatus> value) {
        FunctionCounter.builder(
                        "potluck." + name, this, metrics -> value.applyAsDouble(metrics.current))
                .description(help)
                .register(registry);
    }

    private void gauge(String name, String help, ToDoubleFunction<NodeStatus> value) {
        Gauge.builder("potluck." + name, this, metrics -> value.applyAsDouble(metrics.current))
                .description(help)
                .register(registry);
    }

    /** All numbers as of now, in the text format. */
    synchronized String scrape() {
        current = source.get();
        return registry.scrape();
    }
}
