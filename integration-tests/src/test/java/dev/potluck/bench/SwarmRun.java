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

import java.util.List;

/**
 * One download by a node that knows nothing yet. The mirror is a peer server too: what is compared
 * is the picking of sources.
 *
 * @param ms until the last byte was there
 * @param mirrorPercent of the file's bytes that came from the mirror
 * @param wastedPercent of the file's bytes that came in vain
 */
record SwarmRun(double ms, double mirrorPercent, double wastedPercent) {
    private static final long SEARCH_MS = 100;
    private static final double PERCENT = 100;
    private static final double NANOS_PER_MS = 1e6;

    static SwarmRun of(SwarmLab swarm, OneFile content, Endpoint mirror, List<Endpoint> peers) {
        SwarmFile file = new SwarmFile(content.name(), content.sizeBytes(), "archive");
        Promise<SwarmResult> done = Promise.promise();
        long startNanos = System.nanoTime();
        swarm.vertx.runOnContext(now -> {
            PeerClient client = new PeerClient(swarm.vertx, swarm.timers);
            SwarmDownload download = new SwarmDownload(
                    new PieceTrust(file),
                    SwarmTools.of(swarm.timers, new Traffic()),
                    client.source(mirror, file),
                    new Counting(),
                    0);
            download.start(!peers.isEmpty(), SEARCH_MS);
            for (Endpoint peer : peers) {
                Peer neighbour = new Peer(peer, Peer.Origin.LAN);
                download.addPeer(neighbour, client.source(peer, file));
            }
            download.searchEnded();
            download.result().onComplete(end -> client.close()).onComplete(done);
        });
        SwarmResult result = swarm.await(done.future());
        double ms = (System.nanoTime() - startNanos) / NANOS_PER_MS;
        double mirrorBytes = content.sizeBytes() - result.fromPeersBytes();
        return new SwarmRun(
                ms,
                PERCENT * mirrorBytes / content.sizeBytes(),
                PERCENT * result.wastedBytes() / content.sizeBytes());
    }

    /** Notes all that was measured. */
    void addTo(Scores scores, String name) {
        scores.add(Metric.SWARM_MS, name, ms);
        scores.add(Metric.MIRROR_SHARE_PERCENT, name, mirrorPercent);
        scores.add(Metric.WASTE_PERCENT, name, wastedPercent);
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
