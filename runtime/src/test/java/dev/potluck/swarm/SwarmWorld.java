package dev.potluck.swarm;

import dev.potluck.api.ContentHash;
import dev.potluck.hash.ContentHasher;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Traffic;
import dev.potluck.swarm.SimSource.Nature;

import io.vertx.core.buffer.Buffer;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A mirror, some peers and one who downloads, in virtual time. */
final class SwarmWorld {
    private static final long LONGEST_MS = 3_600_000;

    final SimTimers timers = new SimTimers();
    final Traffic traffic = new Traffic();
    final SwarmTools tools = SwarmTools.of(timers, traffic);
    final byte[] content;
    final SwarmFile file;
    final SimSource mirror;
    final List<Peer> peers = new ArrayList<>();
    final List<SimSource> sources = new ArrayList<>();
    Peer.Origin origin = Peer.Origin.LAN;
    PieceTrust trust;
    CollectedFile got = new CollectedFile();

    /** @param mirrorRate in bytes/ms */
    SwarmWorld(long seed, int sizeBytes, double mirrorRate) {
        content = new byte[sizeBytes];
        new Random(seed).nextBytes(content);
        ContentHash sha256 = ContentHasher.sha256(content);
        file = new SwarmFile(sha256, sizeBytes, "archive");
        trust = new PieceTrust(file);
        mirror = new SimSource(timers, content, mirrorRate, 20, Nature.GOOD);
    }

    /** A peer on a network of its own. */
    Peer addPeer(double bytesPerMs, Nature nature) {
        int number = peers.size() + 1;
        int address =
                origin == Peer.Origin.LAN ? 0x0a00_0000 + number : 0x0808_0000 + (number << 8);
        Peer peer = new Peer(Endpoint.ofV4(address, 9_978), origin);
        peers.add(peer);
        sources.add(new SimSource(timers, content, bytesPerMs, 5, nature));
        return peer;
    }

    /** Begins a download; the peers are known after so many ms. */
    SwarmDownload begin(long searchMs) {
        got = new CollectedFile();
        SwarmDownload download = new SwarmDownload(trust, tools, mirror, got, 0);
        download.start(true, HoldBack.UNPROVEN_MS);
        timers.schedule(searchMs, () -> {
            for (int i = 0; i < peers.size(); i++) {
                download.addPeer(peers.get(i), sources.get(i));
            }
            download.searchEnded();
        });
        return download;
    }

    /** Downloads the file; returns how many ms that took. */
    long download() {
        long startMs = timers.nowMs();
        SwarmDownload download = begin(10);
        timers.runUntil(() -> download.result().isComplete(), LONGEST_MS);
        if (download.result().failed()) {
            throw new AssertionError(download.result().cause());
        }
        return timers.nowMs() - startMs;
    }

    /** Whether the client has what it asked for. */
    boolean isRight() {
        return ContentHasher.sha256(got.bytes.toByteArray()).equals(file.sha256());
    }

    /** Whether what the client may have seen, if that is not all, is right. */
    boolean isReleasedRight() {
        int released = got.isHeld ? got.heldFrom : got.bytes.size();
        return Arrays.equals(got.bytes.toByteArray(), 0, released, content, 0, released);
    }

    /** How long the mirror alone needs. */
    double mirrorAloneMs(double mirrorRate) {
        return 20 + content.length / mirrorRate;
    }

    /** What a client would have. */
    static final class CollectedFile implements SwarmSink {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean isHeld;
        boolean wasHeld;
        int heldFrom = -1;
        boolean isFull;
        Optional<Runnable> onDrain = Optional.empty();

        @Override
        public boolean write(Buffer buffer) {
            bytes.writeBytes(buffer.getBytes());
            return !isFull;
        }

        @Override
        public void onDrain(Runnable resume) {
            onDrain = Optional.of(resume);
        }

        @Override
        public void hold() {
            isHeld = true;
            wasHeld = true;
            heldFrom = heldFrom < 0 ? bytes.size() : heldFrom;
        }

        @Override
        public void release() {
            isHeld = false;
        }
    }
}
