package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.Objects.requireNonNull;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.swarm.PeerPaths;

import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An archive that may be shared, its mirror, and several nodes, each with a home of its own. */
final class Neighbourhood implements AutoCloseable {
    /** Multicast DNS on a loaded machine, and the node's look for public files every 5 s. */
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** A piece list has 16 bytes for 512 KiB: less than this part of its file. */
    private static final long LIST_SHARE = 10_000;

    private static final String OPEN = """
            [[archive]]
            name = "local"
            format = "debian"
            mirrors = ["%s"]
            share = true
            """;

    /** Where multicast DNS belongs (RFC 6762), and this process's own {@link RogueNeighbour}s. */
    private static final int MDNS_PORT = 5353;

    private final Path folder;
    private final int mdnsPort;
    private final LocalArchive archive;
    private final FaultyMirror mirror;
    private final List<AutoCloseable> running = new ArrayList<>();

    private Neighbourhood(Path folder, int mdnsPort) {
        this.folder = folder;
        this.mdnsPort = mdnsPort;
        this.archive = LocalArchive.standard(folder.resolve("archive"));
        this.mirror = FaultyMirror.of(archive.folder());
    }

    /** With the standard archive; its nodes find each other, and none of another test. */
    static Neighbourhood in(Path folder) {
        return new Neighbourhood(folder, Machine.freePort());
    }

    /** The same, where {@link RogueNeighbour}s are found too: one at a time. */
    static Neighbourhood amongRogues(Path folder) {
        return new Neighbourhood(folder, MDNS_PORT);
    }

    /** A node, and where others reach it. */
    record Member(PotluckProcess node, int peerPort) {
        String address() {
            return "127.0.0.1:" + peerPort;
        }

        Bytes bytes() {
            return Bytes.of(node.status());
        }

        JsonObject peers() {
            return requireNonNull(node.status().getJsonObject("peers"));
        }

        /** The status of the peer port's answer to a GET. */
        int ask(String path) {
            try (RawClient client = RawClient.to(peerPort)) {
                return client.ask("GET " + path + " HTTP/1.1", "Host: a").status();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean gives(String sha256) {
            return ask(PeerPaths.ofFile(hash(sha256))) == 200;
        }
    }

    /** What the status counts. */
    record Bytes(long fromMirror, long fromPeers, long wasted, long uploaded) {
        static Bytes of(JsonObject status) {
            JsonObject traffic = requireNonNull(status.getJsonObject("traffic"));
            return new Bytes(
                    requireNonNull(traffic.getLong("fromMirrorBytes")),
                    requireNonNull(traffic.getLong("fromPeersBytes")),
                    requireNonNull(traffic.getLong("wastedBytes")),
                    requireNonNull(traffic.getLong("uploadedBytes")));
        }

        Bytes since(Bytes before) {
            return new Bytes(
                    fromMirror - before.fromMirror,
                    fromPeers - before.fromPeers,
                    wasted - before.wasted,
                    uploaded - before.uploaded);
        }
    }

    static ContentHash hash(String sha256) {
        return ContentHash.of(HashAlgorithm.SHA256, HexFormat.of().parseHex(sha256));
    }

    /** A node whose archive is public, and that finds others on loopback. */
    Member start(String name) {
        int peerPort = Machine.freePort();
        return start(plan(name, peerPort).findingLan(), peerPort);
    }

    Member start(PotluckProcess.Plan plan, int peerPort) {
        PotluckProcess node = plan.start();
        running.add(node);
        return new Member(node, peerPort);
    }

    /** A node whose archive is public; it does not look for others. */
    PotluckProcess.Plan plan(String name, int peerPort) {
        return plan(name, peerPort, OPEN.formatted(mirror.uri()));
    }

    /** A node with a settings file. */
    PotluckProcess.Plan plan(String name, int peerPort, String toml) {
        return Scene.plan(folder.resolve(name), archive)
                .config(toml)
                .javaOption("-Dnet.mdns.port=" + mdnsPort)
                .peerListen("127.0.0.1:" + peerPort);
    }

    /** A client of a node. */
    PrivateApt apt(String name, Member member) {
        return PrivateApt.in(folder.resolve("apt-" + name))
                .source(archive.source(mirror.uri()))
                .proxy(member.node().port());
    }

    /** Installs all packages through a node, and waits until it gives them to others. */
    PrivateApt installThrough(Member member, String name) {
        PrivateApt apt = apt(name, member);
        apt.update().orFail();
        apt.install(LocalArchive.LARGE).orFail();
        apt.downloads().values().forEach(sha256 -> awaitGiven(member, sha256));
        return apt;
    }

    void awaitGiven(Member member, String sha256) {
        await(sha256 + " from " + member.address()).atMost(LIMIT).until(() -> member.gives(sha256));
    }

    /** Waits until a node knows of another by multicast DNS. */
    void awaitKnown(Member member, String address) {
        await(address + " as a neighbour of " + member.address())
                .atMost(LIMIT)
                .until(() -> member.peers().getJsonArray("neighbours").stream()
                        .anyMatch(
                                peer -> ((JsonObject) peer).getString("address").equals(address)));
    }

    /** Waits for one of the figures of a node's part in the DHT. */
    void awaitDht(Member member, String figure, long atLeast) {
        await(figure + " of " + member.address() + " >= " + atLeast)
                .atMost(LIMIT)
                .until(() -> member.node().figure("dht", figure) >= atLeast);
    }

    /**
     * Waits until a node has noted its last upload, as the client may be told of its end before;
     * then it gave away those files, some of their piece lists, and fetched nothing itself.
     */
    void assertUploaded(Member member, Bytes before, long fileBytes) {
        await(fileBytes + " bytes more from " + member.address())
                .atMost(LIMIT)
                .until(() -> member.bytes().since(before).uploaded() >= fileBytes);
        Bytes bytes = member.bytes().since(before);
        assertThat(bytes).isEqualTo(new Bytes(0, 0, 0, bytes.uploaded()));
        assertThat(bytes.uploaded()).isBetween(fileBytes, fileBytes + fileBytes / LIST_SHARE);
    }

    /** Name -> SHA-256 of the archive's six packages. */
    Map<String, String> packages() throws IOException {
        Map<String, String> packages =
                new LinkedHashMap<>(Hashes.ofFolder(archive.folder().resolve("pool/main")));
        packages.keySet().removeIf(name -> !name.endsWith(".deb"));
        return packages;
    }

    long packageBytes() throws IOException {
        long bytes = 0;
        for (String name : packages().keySet()) {
            bytes += Files.size(archive.folder().resolve("pool/main").resolve(name));
        }
        return bytes;
    }

    LocalArchive archive() {
        return archive;
    }

    FaultyMirror mirror() {
        return mirror;
    }

    /** Closes something with the rest. */
    <T extends AutoCloseable> T keep(T resource) {
        running.add(resource);
        return resource;
    }

    @Override
    public void close() {
        for (AutoCloseable resource : running) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot close " + resource, e);
            }
        }
        mirror.close();
    }
}
