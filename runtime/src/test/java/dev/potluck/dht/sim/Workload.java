package dev.potluck.dht.sim;

import dev.potluck.dht.krpc.AnnouncedKey;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.net.Endpoint;

import java.util.ArrayList;
import java.util.List;

/** Files that nodes of a world announce and look up. */
final class Workload {
    private static final long LOOKUP_END_MS = 15_000;
    private static final long ANNOUNCE_MS = 120_000;

    /** A file and where it is. */
    record Shared(NodeId key, Endpoint peer) {}

    private final SimWorld world;
    private final List<Shared> files = new ArrayList<>();

    Workload(SimWorld world) {
        this.world = world;
    }

    /** Lets {@code count} nodes announce a file each, and waits until that is done. */
    void announce(int count) {
        for (int i = 0; i < count; i++) {
            begin(NodeId.random(world.random));
        }
        world.run(ANNOUNCE_MS);
    }

    /** Lets some node announce {@code key}, and waits until that is done. */
    void announce(NodeId key) {
        begin(key);
        world.run(ANNOUNCE_MS);
    }

    private void begin(NodeId key) {
        SimNode node = world.randomNode();
        files.add(new Shared(key, node.peerEndpoint()));
        node.dht.announceSoon(AnnouncedKey.of(key));
    }

    /** Looks up {@code count} of the files, each from some node, {@code everyMs} apart. */
    List<LookupSample> lookUp(int count, long everyMs) {
        List<LookupSample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Shared file = files.get(world.random.nextInt(files.size()));
            SimNode asker = world.randomNode();
            LookupSample sample = new LookupSample(world.clock, file.peer());
            samples.add(sample);
            asker.dht.lookup(file.key(), sample);
            world.run(everyMs);
        }
        world.run(LOOKUP_END_MS);
        return samples;
    }

    List<Shared> files() {
        return files;
    }
}
