package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.bencode.ByteString;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;

/** Our DHT and those that others wrote understand each other. */
class DhtInteropTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef01234567";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private PotluckProcess node() {
        PotluckProcess node = PotluckProcess.in(folder.resolve("home")).start();
        await("an open UDP port").atMost(LIMIT).until(() -> node.figure("dht", "port") > 0);
        return node;
    }

    @Test
    void libtorrent_announcedAtOurNode_isFoundThroughIt() throws Exception {
        try (PotluckProcess node = node();
                LibtorrentNode announcer = LibtorrentNode.start(folder);
                LibtorrentNode seeker = LibtorrentNode.start(folder)) {
            int port = (int) node.figure("dht", "port");
            announcer.knowing(port);
            await("our node in its table").atMost(LIMIT).until(() -> announcer.nodes() > 0);
            announcer.announce(KEY);
            await("its record").atMost(LIMIT).until(() -> node.figure("dht", "records") > 0);

            seeker.knowing(port);
            await("our node in the other's table").atMost(LIMIT).until(() -> seeker.nodes() > 0);
            assertThat(seeker.peers(KEY)).contains(announcer.peer());
            assertThat(PotluckProcess.run(
                                    folder.resolve("home"),
                                    "dht",
                                    "lookup",
                                    KEY,
                                    "--listen",
                                    "127.0.0.1:" + node.port())
                            .orFail()
                            .output())
                    .contains(announcer.peer())
                    .contains("one peer has " + KEY);
            assertThat(node.figure("dht", "nodes"))
                    .as("foreign nodes are never asked")
                    .isZero();
        }
    }

    @Test
    void libtorrent_announcedAtAnotherOfThem_isFoundByUs() throws Exception {
        try (LibtorrentNode middle = LibtorrentNode.start(folder);
                LibtorrentNode announcer = LibtorrentNode.start(folder);
                OwnDht own = new OwnDht(middle.port())) {
            announcer.knowing(middle.port());
            await("one in the other's table").atMost(LIMIT).until(() -> announcer.nodes() > 0);
            announcer.announce(KEY);
            await("the peer").atMost(LIMIT).until(() -> own.peers(KEY).contains(announcer.peer()));
            assertThat(own.knownPorts()).contains(middle.port());
        }
    }

    @Test
    void libtorrent_items_passBothWays() throws Exception {
        String ours = "an item of ours, ".repeat(20);
        String theirs = "an item of theirs";
        try (LibtorrentNode middle = LibtorrentNode.start(folder);
                LibtorrentNode other = LibtorrentNode.start(folder);
                OwnDht own = new OwnDht(middle.port())) {
            other.knowing(middle.port());
            await("nodes")
                    .atMost(LIMIT)
                    .until(() -> other.nodes() > 0 && !own.knownPorts().isEmpty());
            String target = own.put(ByteString.of(ours.getBytes(UTF_8)), 1);
            assertThat(other.get(target)).isEqualTo(hex(ours));

            assertThat(other.put(hex(theirs))).isPositive();
            String theirTarget = sha1(theirs);
            assertThat(own.get(theirTarget)).contains(ByteString.of(theirs.getBytes(UTF_8)));
        }
    }

    @Test
    void libtorrent_itemPutAtOurNode_isHadFromIt() throws Exception {
        String text = "kept by a node of ours";
        try (PotluckProcess node = node();
                LibtorrentNode writer = LibtorrentNode.start(folder);
                LibtorrentNode reader = LibtorrentNode.start(folder)) {
            int port = (int) node.figure("dht", "port");
            writer.knowing(port);
            reader.knowing(port);
            await("nodes").atMost(LIMIT).until(() -> writer.nodes() > 0 && reader.nodes() > 0);
            assertThat(writer.put(hex(text))).isPositive();
            assertThat(reader.get(sha1(text))).isEqualTo(hex(text));
        }
    }

    @Test
    void libtorrent_ourNodesWithoutBootstrap_meetInItsNetwork() throws Exception {
        String key = hash("SHA-256", "potluck").substring(0, KEY.length());
        try (LibtorrentNode middle = LibtorrentNode.start(folder);
                LibtorrentNode other = LibtorrentNode.start(folder).knowing(middle.port());
                PotluckProcess first = guest("first", middle)) {
            String place = "127.0.0.1:" + first.figure("dht", "port");
            await("its address").atMost(LIMIT).until(() -> other.peers(key).contains(place));
            try (PotluckProcess second = guest("second", other)) {
                await("each other")
                        .atMost(LIMIT)
                        .until(() -> first.figure("dht", "nodes") == 1
                                && second.figure("dht", "nodes") == 1);
            }
        }
    }

    private PotluckProcess guest(String name, LibtorrentNode host) {
        PotluckProcess node = PotluckProcess.in(folder.resolve(name))
                .set("rendezvous.nodes", "127.0.0.1:" + host.port())
                .start();
        await("an open UDP port").atMost(LIMIT).until(() -> node.figure("dht", "port") > 0);
        return node;
    }

    @Test
    void aria2_peerAnnouncedAtOurNode_isCalled() throws Exception {
        try (PotluckProcess node = node();
                ServerSocket peer = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
                OwnDht announcer =
                        new OwnDht((int) node.figure("dht", "port"), peer.getLocalPort())) {
            int port = (int) node.figure("dht", "port");
            await("our node").atMost(LIMIT).until(() -> !announcer.knownPorts().isEmpty());
            announcer.announce(KEY);
            await("its record").atMost(LIMIT).until(() -> node.figure("dht", "records") > 0);
            peer.setSoTimeout((int) LIMIT.toMillis());
            try (Aria2Node aria2 = Aria2Node.start(folder.resolve("aria2"), KEY, port)) {
                assertThat(aria2.isAlive()).isTrue();
                await("a call").atMost(LIMIT).until(() -> isCalledFor(peer, KEY));
            }
        }
    }

    @Test
    void aria2_peerAnnouncedAtIt_isFoundByUsAndItStaysKnown() throws Exception {
        String other = "f".repeat(40);
        try (LibtorrentNode announcer = LibtorrentNode.start(folder);
                Aria2Node aria2 =
                        Aria2Node.start(folder.resolve("aria2"), other, announcer.port());
                OwnDht own = new OwnDht(aria2.dhtPort())) {
            announcer.knowing(aria2.dhtPort());
            await("aria2 in our table")
                    .atMost(LIMIT)
                    .until(() -> own.knownPorts().contains(aria2.dhtPort()));
            await("aria2 in its table").atMost(LIMIT).until(() -> announcer.nodes() > 0);
            announcer.announce(KEY);
            await("the peer").atMost(LIMIT).until(() -> own.peers(KEY).contains(announcer.peer()));
            for (int i = 0; i < 5; i++) {
                assertThat(own.get(sha1("no such item"))).isEmpty();
            }
            assertThat(own.knownPorts()).as("it never answers get").contains(aria2.dhtPort());
        }
    }

    /**
     * Takes one call. BEP 3: the length of the protocol's name, the name, 8 bytes of flags, the
     * key. aria2 first tries it encrypted; refused, it calls again in plain.
     */
    private static boolean isCalledFor(ServerSocket peer, String key) {
        try (Socket call = peer.accept()) {
            byte[] head = call.getInputStream().readNBytes(1 + 19 + 8 + 20);
            return new String(head, UTF_8).startsWith("\u0013BitTorrent protocol")
                    && HexFormat.of().formatHex(head, 28, 48).equals(key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(UTF_8));
    }

    /** The target of an item: SHA-1 of its bencoding. */
    private static String sha1(String text) throws Exception {
        return hash("SHA-1", text.length() + ":" + text);
    }

    private static String hash(String algorithm, String text) throws Exception {
        byte[] digest = MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8));
        return HexFormat.of().formatHex(digest);
    }
}
