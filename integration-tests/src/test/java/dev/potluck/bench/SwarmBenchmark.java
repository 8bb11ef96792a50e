package dev.potluck.bench;

import dev.potluck.bench.SwarmLab.OneFile;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Traffic;
import dev.potluck.swarm.Peer;
import dev.potluck.swarm.PeerClient;
import dev.potluck.swarm.PieceTrust;
import dev.potluck.swarm.SwarmDownload;
import dev.potluck.swarm.SwarmFile;
import dev.potluck.swarm.SwarmResult;
import dev.potluck.swarm.SwarmSink;
import dev.potluck.swarm.SwarmTools;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * One file from a mirror of 20 Mbit/s alone, and with peers, over loopback. The mirror is a peer
 * server too: what is compared is the picking of sources.
 */
final class SwarmBenchmark implements Benchmark {
    private static final String MIRROR = "mirror alone";
    private static final long RATE = 2_500_000;
    private static final int LARGE_BYTES = 20_000_000;
    private static final int MIDDLE_BYTES = 5_000_000;
    private static final int SMALL_BYTES = 10_000;
    private static final double PERCENT = 100;
    private static final double NANOS_PER_MS = 1e6;

    /** Who the peers are. */
    private enum Kind {
        GOOD,
        BAD,
        SMALL
    }

    private final Kind kind;
    private final int sizeBytes;

    private SwarmBenchmark(Kind kind, int sizeBytes) {
        this.kind = kind;
        this.sizeBytes = sizeBytes;
    }

    static SwarmBenchmark good() {
        return new SwarmBenchmark(Kind.GOOD, LARGE_BYTES);
    }

    static SwarmBenchmark bad() {
        return new SwarmBenchmark(Kind.BAD, MIDDLE_BYTES);
    }

    static SwarmBenchmark small() {
        return new SwarmBenchmark(Kind.SMALL, SMALL_BYTES);
    }

    @Override
    public String name() {
        return switch (kind) {
            case GOOD -> "swarm-good";
            case BAD -> "swarm-bad";
            case SMALL -> "swarm-small";
        };
    }

    @Override
    public String title() {
        return switch (kind) {
            case GOOD -> "20 MB, mirror and 4 good peers of 20 Mbit/s each";
            case BAD -> "5 MB, mirror of 20 Mbit/s and slow, dead, lying, silent peers together";
            case SMALL -> "10 kB from a peer that is known";
        };
    }

    @Override
    public List<Target> targets() {
        return switch (kind) {
            case GOOD ->
                List.of(
                        Target.atMost(Metric.SWARM_MS, 1 / 1.5, MIRROR),
                        Target.atMost(Metric.MIRROR_SHARE_PERCENT, 30),
                        Target.atMost(Metric.WASTE_PERCENT, 3));
            case BAD -> List.of(Target.atMost(Metric.SWARM_MS, 1.125, MIRROR));
            case SMALL -> List.of(Target.atMost(Metric.SWARM_MS, 50));
        };
    }

    @Override
    public Scores run(Lab lab) throws IOException {
        byte[] content = new byte[sizeBytes];
        new SecureRandom().nextBytes(content);
        OneFile file = OneFile.of(content);
        Scores scores = new Scores();
        try (SwarmLab swarm = new SwarmLab()) {
            for (int round = 0; round < lab.options().rounds(); round++) {
                Endpoint mirror = swarm.serve(file, RATE); // anew: its bucket is full
                if (kind != Kind.SMALL) {
                    measure(swarm, new Scene(file, mirror, List.of(), scores, MIRROR));
                    mirror = swarm.serve(file, RATE);
                }
                List<Endpoint> peers = peers(swarm, file, content);
                measure(swarm, new Scene(file, mirror, peers, scores, Potluck.NAME));
            }
        }
        return scores;
    }

    private record Scene(
            OneFile file, Endpoint mirror, List<Endpoint> peers, Scores scores, String name) {}

    private List<Endpoint> peers(SwarmLab swarm, OneFile file, byte[] content) {
        List<Endpoint> peers = new ArrayList<>();
        if (kind == Kind.BAD) {
            byte[] wrong = content.clone();
            for (int at = 0; at < wrong.length; at += 100_000) {
                wrong[at] ^= 1;
            }
            peers.add(swarm.serve(file, RATE / 50));
            peers.add(Endpoint.ofV4(0x7f00_0001, 1));
            peers.add(swarm.serve(file.sending(wrong), RATE));
            peers.add(swarm.serveSilence());
            return peers;
        }
        for (int i = 0; i < 4; i++) {
            peers.add(swarm.serve(file, RATE));
        }
        return peers;
    }

    private void measure(SwarmLab swarm, Scene scene) {
        SwarmFile file = new SwarmFile(scene.file().name(), sizeBytes, "archive");
        Traffic traffic = new Traffic();
        Promise<SwarmResult> done = Promise.promise();
        long startNanos = System.nanoTime();
        swarm.vertx.runOnContext(now -> {
            PeerClient client = new PeerClient(swarm.vertx, swarm.timers);
            SwarmDownload download = new SwarmDownload(
                    new PieceTrust(file),
                    SwarmTools.of(swarm.timers, traffic),
                    client.source(scene.mirror(), file),
                    new Counting(),
                    0);
            download.start(!scene.peers().isEmpty(), 100);
            for (Endpoint peer : scene.peers()) {
                Peer neighbour = new Peer(peer, Peer.Origin.LAN);
                download.addPeer(neighbour, client.source(peer, file));
            }
            download.searchEnded();
            download.result().onComplete(end -> client.close()).onComplete(done);
        });
        SwarmResult result = swarm.await(done.future());
        double ms = (System.nanoTime() - startNanos) / NANOS_PER_MS;
        scene.scores().add(Metric.SWARM_MS, scene.name(), ms);
        double mirrors = sizeBytes - result.fromPeersBytes();
        scene.scores()
                .add(Metric.MIRROR_SHARE_PERCENT, scene.name(), PERCENT * mirrors / sizeBytes);
        scene.scores()
                .add(
                        Metric.WASTE_PERCENT,
                        scene.name(),
                        PERCENT * result.wastedBytes() / sizeBytes);
    }

    /** Takes everything at once. */
    private static final class Counting implements SwarmSink {
        @Override
        public boolean write(Buffer bytes) {
            return true;
        }

        @Override
        public void onDrain(Runnable resume) {}

        @Override
        public void hold() {}

        @Override
        public void release() {}
    }
}
