package dev.potluck.app.settings;

import dev.potluck.net.ClientRules;
import dev.potluck.trust.TrustMode;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything a user can set, read and checked. {@link SettingKeys} says what each component is for,
 * under the same name.
 */
public record Settings(
        HostPort listen,
        Sharing sharing,
        Peers peers,
        LogLevel logLevel,
        Clients clients,
        Mirror mirror,
        Trust trust,
        Cache cache,
        Snapshots snapshots,
        List<Archive> archives) {

    /** How much the node tells of what it does. */
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** How the node takes part in the network. */
    public record Sharing(
            HostPort peerListen,
            boolean dht,
            List<HostPort> bootstrap,
            Rendezvous rendezvous,
            boolean lan) {}

    /**
     * Where nodes meet in another BEP 5 network.
     *
     * @param nodes of that network; none for no rendezvous
     * @param key what is hashed to the key they meet under
     */
    public record Rendezvous(List<HostPort> nodes, String key) {
        public static final Rendezvous NONE = new Rendezvous(List.of(), "");
    }

    /**
     * How files come from and go to other nodes.
     *
     * @param networks private networks on which the DHT may name peers
     * @param uploadBytesPerSecond to peers from elsewhere; 0 for nothing
     */
    public record Peers(
            boolean enabled,
            ClientRules networks,
            long uploadBytesPerSecond,
            long uploadBytesPerMonth,
            int uploadSlots) {}

    /** Who may use the proxy, and for what besides archives. */
    public record Clients(ClientRules allow, List<HostPattern> connectHosts) {
        /** Whether a host is open to CONNECT. */
        public boolean mayConnectTo(String host) {
            return connectHosts.stream().anyMatch(pattern -> pattern.matches(host));
        }
    }

    /** How long a mirror is waited for, and how hard it is used. */
    public record Mirror(
            int connectTimeoutMs,
            int firstByteTimeoutMs,
            int stallTimeoutMs,
            int maxRedirects,
            int maxConnections) {}

    /** How signatures of root indexes are checked, and by whose keys besides the system's. */
    public record Trust(TrustMode mode, List<Path> keyrings) {}

    /**
     * How much the cache may take, and what goes first.
     *
     * @param deltas whether old versions of packages become deltas
     * @param deltaAfterMinutes how long nobody asked for these
     */
    public record Cache(
            Quota quota,
            long freeSpaceReserveBytes,
            long memoryCacheBytes,
            String policy,
            boolean trace,
            boolean deltas,
            int deltaAfterMinutes) {}

    /** How long clients wait for a new snapshot, and what makes it whole. */
    public record Snapshots(int patienceMs, int usedWithinDays) {}

    /**
     * Mirrors of one archive, so that a file is one file whichever of them a client names.
     *
     * @param keyrings the only ones by which it is trusted; those of all archives if empty
     */
    public record Archive(
            String name,
            String format,
            List<URI> mirrors,
            boolean share,
            Optional<TrustMode> trustMode,
            List<Path> keyrings) {}

    /** What holds when nobody sets anything. */
    public static Settings defaults() {
        try {
            return new SettingsReader().read();
        } catch (SettingsException impossible) {
            throw new IllegalStateException("the defaults are not allowed", impossible);
        }
    }
}
