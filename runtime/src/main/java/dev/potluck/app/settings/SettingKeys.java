package dev.potluck.app.settings;

import dev.potluck.app.settings.Settings.Archive;
import dev.potluck.app.settings.Settings.Cache;
import dev.potluck.app.settings.Settings.Clients;
import dev.potluck.app.settings.Settings.LogLevel;
import dev.potluck.app.settings.Settings.Mirror;
import dev.potluck.app.settings.Settings.Peers;
import dev.potluck.app.settings.Settings.Rendezvous;
import dev.potluck.app.settings.Settings.Sharing;
import dev.potluck.app.settings.Settings.Snapshots;
import dev.potluck.app.settings.Settings.Trust;
import dev.potluck.net.ClientRules;
import dev.potluck.trust.TrustMode;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The table of all keys, in the order of docs/settings.md. */
final class SettingKeys {
    private static final int MAX_TIMEOUT_MS = 3_600_000;

    static final Setting<HostPort> LISTEN = Setting.of(
            "listen",
            ValueType.HOST_PORT,
            "127.0.0.1:9977",
            "Where the proxy and its status page answer. `0.0.0.0:9977` serves the network too.");
    static final Setting<HostPort> PEER_LISTEN = Setting.of(
            "peer-listen",
            ValueType.HOST_PORT,
            "[::]:9978",
            "Where other nodes reach this one: the DHT by UDP, the peer server by TCP. `[::]` is"
                    + " every address of the machine, IPv4 too; one address alone also says on"
                    + " which network other nodes are looked for.");
    static final Setting<Boolean> DHT = Setting.of(
            "dht",
            ValueType.BOOLEAN,
            "true",
            "Whether the node takes part in the DHT, by which nodes find each other's files.");
    static final Setting<List<HostPort>> BOOTSTRAP = Setting.of(
            "bootstrap",
            ValueType.HOST_PORTS,
            "",
            "Nodes through which this one joins the DHT. Without any, it joins through nodes of its"
                    + " own network and those it knew in its last run, and contacts nobody else.");
    static final Setting<List<HostPort>> RENDEZVOUS_NODES = Setting.of(
            "rendezvous.nodes",
            ValueType.HOST_PORTS,
            "",
            "Nodes of another BEP 5 network, such as BitTorrent's, in which nodes of this one meet:"
                    + " every 25 minutes, and more often while it knows nobody, the node visits it"
                    + " for some seconds, asks who else came, and leaves its own address there for"
                    + " all to see. Without any it never does.");
    static final Setting<String> RENDEZVOUS_KEY = Setting.of(
            "rendezvous.key",
            ValueType.NAME,
            "potluck",
            "The name that they meet under. Nodes with another one do not meet there.");
    static final Setting<Boolean> LAN = Setting.of(
            "lan",
            ValueType.BOOLEAN,
            "true",
            "Whether the node makes itself known on its own network, and finds others there, by"
                    + " multicast DNS (`_potluck._tcp`).");
    static final Setting<Boolean> PEERS = Setting.of(
            "peers",
            ValueType.BOOLEAN,
            "true",
            "Whether files come from other nodes, and go to them. Only files that an index of a"
                    + " public archive lists are ever given away.");
    static final Setting<ClientRules> PEER_NETWORKS = Setting.of(
            "peer-networks",
            ValueType.CLIENTS,
            "",
            "Private networks of your own beyond the one this machine is on: nodes there are asked"
                    + " also when only the DHT names them, and get files without the upload"
                    + " limits.");
    static final Setting<Long> UPLOAD_RATE = Setting.of(
            "upload.rate",
            ValueType.SIZE,
            "1 MiB",
            "What peers from elsewhere get in a second, all together. `0 B`: nothing. Nodes of the"
                    + " same network are not limited.");
    static final Setting<Long> UPLOAD_MONTH = Setting.of(
            "upload.month",
            ValueType.SIZE,
            "50 GiB",
            "What peers from elsewhere get in a month (UTC), all together.");
    static final Setting<Integer> UPLOAD_SLOTS = Setting.of(
            "upload.slots",
            ValueType.integer(1, 1_000),
            "48",
            "How many uploads go on at a time; who asks for more is told to come back.");
    static final Setting<LogLevel> LOG_LEVEL = Setting.of(
            "log-level",
            ValueType.word(LogLevel.class),
            "info",
            "How much is logged, to standard error.");

    static final Setting<ClientRules> ALLOW = Setting.of(
            "clients.allow",
            ValueType.CLIENTS,
            "loopback, private",
            "Whose requests are answered; others get 403. `private` is RFC 1918, unique local and"
                    + " link-local addresses. Clients elsewhere are not led to services of this"
                    + " machine, nor those with public addresses to private ones, unless an"
                    + " `[[archive]]` names them.");
    static final Setting<List<HostPattern>> CONNECT_HOSTS = Setting.of(
            "clients.connect-hosts",
            ValueType.HOSTS,
            "*",
            "Hosts to which CONNECT passes through, on port 443 only; nothing in it is cached.");

    static final Setting<Integer> CONNECT_TIMEOUT_MS = Setting.of(
            "mirror.connect-timeout-ms",
            ValueType.integer(1, MAX_TIMEOUT_MS),
            "5000",
            "How long a connection to a mirror may take before the next mirror is tried.");
    static final Setting<Integer> FIRST_BYTE_TIMEOUT_MS = Setting.of(
            "mirror.first-byte-timeout-ms",
            ValueType.integer(1, MAX_TIMEOUT_MS),
            "20000",
            "How long a mirror may take from the request to the head of its answer.");
    static final Setting<Integer> STALL_TIMEOUT_MS = Setting.of(
            "mirror.stall-timeout-ms",
            ValueType.integer(1, MAX_TIMEOUT_MS),
            "15000",
            "How long a mirror may send nothing in the middle of an answer.");
    static final Setting<Integer> MAX_REDIRECTS = Setting.of(
            "mirror.max-redirects",
            ValueType.integer(0, 20),
            "5",
            "How many redirects of a mirror are followed for one file.");
    static final Setting<Integer> MAX_CONNECTIONS = Setting.of(
            "mirror.max-connections",
            ValueType.integer(1, 1000),
            "16",
            "How many connections to one mirror are open at once.");

    static final Setting<TrustMode> TRUST_MODE = Setting.of(
            "trust.mode",
            ValueType.word(TrustMode.class),
            "auto",
            "How the signature of a root index (InRelease, Release.gpg) is checked. `auto` refuses"
                    + " a bad signature and reports an unknown key; `require` refuses both; `off`"
                    + " does not look. apt checks again in any case.");
    static final Setting<List<Path>> KEYRINGS = Setting.of(
            "trust.keyrings",
            ValueType.FILES,
            "",
            "OpenPGP keyrings (`.gpg`, `.asc`) to trust in addition to the system's.");

    static final Setting<Quota> QUOTA = Setting.of(
            "cache.quota",
            ValueType.QUOTA,
            "auto",
            "How much the cache may hold. `auto` is a tenth of its disk, but at most 20 GB.");
    static final Setting<Long> FREE_SPACE_RESERVE = Setting.of(
            "cache.free-space-reserve",
            ValueType.SIZE,
            "1 GB",
            "How much of the disk stays free; below it, files pass through and are not kept.");
    static final Setting<Long> MEMORY_CACHE = Setting.of(
            "cache.memory-cache",
            ValueType.SIZE,
            "8 MB",
            "How much memory keeps small files that are asked for often.");

    static final Setting<String> POLICY = Setting.of(
            "cache.policy",
            ValueType.NAME,
            "unlisted-first",
            "Which files go first when the cache is full: a policy that a plugin brings (`potluck"
                    + " plugins`). Ours are `unlisted-first`, `lru`, `gdsf`, `sieve`,"
                    + " `rarest-last` and `max-age`.");
    static final Setting<Boolean> TRACE = Setting.of(
            "cache.trace",
            ValueType.BOOLEAN,
            "false",
            "Whether it is written down, on this machine only, which files are served and when,"
                    + " for `potluck cache trace`.");

    static final Setting<Boolean> DELTAS = Setting.of(
            "cache.deltas",
            ValueType.BOOLEAN,
            "true",
            "Whether an old version of a package is kept as its difference from the newest one,"
                    + " which takes a fifth of the room. Made in the background, at low priority.");
    static final Setting<Integer> DELTA_AFTER_MINUTES = Setting.of(
            "cache.delta-after-minutes",
            ValueType.integer(0, 1_000_000),
            "60",
            "How long nobody asked for an old version that becomes a delta. One that an index still"
                    + " lists is left whole for three days at least.");

    static final Setting<Integer> PATIENCE_MS = Setting.of(
            "snapshots.patience-ms",
            ValueType.integer(0, MAX_TIMEOUT_MS),
            "10000",
            "How long a client waits for the indexes of a new state of an archive to arrive, once"
                    + " the mirror said that there is one, before it gets the last state.");
    static final Setting<Integer> USED_WITHIN_DAYS = Setting.of(
            "snapshots.used-within-days",
            ValueType.integer(1, 3650),
            "14",
            "A new root index is adopted once the index files that clients asked for within this"
                    + " many days have arrived and match it.");

    /** Every key outside {@code [[archive]]}. */
    static final List<Setting<?>> ALL = List.of(
            LISTEN,
            PEER_LISTEN,
            DHT,
            BOOTSTRAP,
            RENDEZVOUS_NODES,
            RENDEZVOUS_KEY,
            LAN,
            PEERS,
            PEER_NETWORKS,
            UPLOAD_RATE,
            UPLOAD_MONTH,
            UPLOAD_SLOTS,
            LOG_LEVEL,
            ALLOW,
            CONNECT_HOSTS,
            CONNECT_TIMEOUT_MS,
            FIRST_BYTE_TIMEOUT_MS,
            STALL_TIMEOUT_MS,
            MAX_REDIRECTS,
            MAX_CONNECTIONS,
            TRUST_MODE,
            KEYRINGS,
            QUOTA,
            FREE_SPACE_RESERVE,
            MEMORY_CACHE,
            POLICY,
            TRACE,
            DELTAS,
            DELTA_AFTER_MINUTES,
            PATIENCE_MS,
            USED_WITHIN_DAYS);

    static final Setting<String> ARCHIVE_NAME = Setting.withoutDefault(
            "name", ValueType.NAME, "Required. What the archive is called in the status.");
    static final Setting<String> ARCHIVE_FORMAT = Setting.withoutDefault(
            "format",
            ValueType.NAME,
            "Required. The format of its indexes, such as `debian`: one that a plugin brings"
                    + " (`potluck plugins`).");
    static final Setting<List<URI>> ARCHIVE_MIRRORS = Setting.withoutDefault(
            "mirrors",
            ValueType.MIRRORS,
            "Required. The archive's mirrors, best first; a file asked of one may come from any.");
    static final Setting<Boolean> ARCHIVE_SHARE = Setting.of(
            "share",
            ValueType.BOOLEAN,
            "true",
            "Whether its files may be given to other nodes; `false` for an archive that is not"
                    + " public.");
    static final Setting<TrustMode> ARCHIVE_TRUST_MODE = Setting.withoutDefault(
            "trust-mode",
            ValueType.word(TrustMode.class),
            "As `trust.mode`, for this archive alone. Without it `trust.mode` holds, or `require`"
                    + " if the archive has `keyrings`.");
    static final Setting<List<Path>> ARCHIVE_KEYRINGS = Setting.of(
            "keyrings",
            ValueType.FILES,
            "",
            "The OpenPGP keyrings whose keys may sign this archive, as apt's `Signed-By` names"
                    + " them; no other key counts then, of the system or of `trust.keyrings`.");

    /** Every key of an {@code [[archive]]}. */
    static final List<Setting<?>> OF_ARCHIVE = List.of(
            ARCHIVE_NAME,
            ARCHIVE_FORMAT,
            ARCHIVE_MIRRORS,
            ARCHIVE_SHARE,
            ARCHIVE_TRUST_MODE,
            ARCHIVE_KEYRINGS);

    private SettingKeys() {}

    /** The settings of these values. */
    static Settings settings(Map<String, RawValue> written, List<Archive> archives)
            throws SettingsException {
        return new Settings(
                LISTEN.required(written),
                new Sharing(
                        PEER_LISTEN.required(written),
                        DHT.required(written),
                        BOOTSTRAP.required(written),
                        new Rendezvous(
                                RENDEZVOUS_NODES.required(written),
                                RENDEZVOUS_KEY.required(written)),
                        LAN.required(written)),
                new Peers(
                        PEERS.required(written),
                        PEER_NETWORKS.required(written),
                        UPLOAD_RATE.required(written),
                        UPLOAD_MONTH.required(written),
                        UPLOAD_SLOTS.required(written)),
                LOG_LEVEL.required(written),
                new Clients(ALLOW.required(written), CONNECT_HOSTS.required(written)),
                new Mirror(
                        CONNECT_TIMEOUT_MS.required(written),
                        FIRST_BYTE_TIMEOUT_MS.required(written),
                        STALL_TIMEOUT_MS.required(written),
                        MAX_REDIRECTS.required(written),
                        MAX_CONNECTIONS.required(written)),
                new Trust(TRUST_MODE.required(written), KEYRINGS.required(written)),
                new Cache(
                        QUOTA.required(written),
                        FREE_SPACE_RESERVE.required(written),
                        MEMORY_CACHE.required(written),
                        POLICY.required(written),
                        TRACE.required(written),
                        DELTAS.required(written),
                        DELTA_AFTER_MINUTES.required(written)),
                new Snapshots(PATIENCE_MS.required(written), USED_WITHIN_DAYS.required(written)),
                archives);
    }

    /** An archive of these values; {@code origin} is where its table begins. */
    static Archive archive(Map<String, RawValue> written, String origin) throws SettingsException {
        return new Archive(
                needed(ARCHIVE_NAME, written, origin),
                needed(ARCHIVE_FORMAT, written, origin),
                needed(ARCHIVE_MIRRORS, written, origin),
                ARCHIVE_SHARE.required(written),
                ARCHIVE_TRUST_MODE.in(written),
                ARCHIVE_KEYRINGS.required(written));
    }

    private static <T> T needed(Setting<T> key, Map<String, RawValue> written, String origin)
            throws SettingsException {
        return key.in(written)
                .orElseThrow(() -> new SettingsException(
                        origin,
                        "this [[archive]] has no %s; it must be %s"
                                .formatted(key.name(), key.type().allowed().replace("`", ""))));
    }
}
