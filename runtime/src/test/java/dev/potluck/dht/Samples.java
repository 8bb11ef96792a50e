package dev.potluck.dht;

import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.KrpcQuery;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.dht.krpc.Question;
import dev.potluck.net.Endpoint;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Nodes and messages made up for tests, from one seed. */
final class Samples {
    static final ByteString TRANSACTION = ByteString.ascii("test");

    private Samples() {}

    static RandomGenerator random(long seed) {
        return new SplittableRandom(seed);
    }

    static Endpoint publicEndpoint(RandomGenerator random) {
        Endpoint drawn = Endpoint.ofV4(random.nextInt(), 2_000 + random.nextInt(60_000));
        return drawn.isPublic() ? drawn : publicEndpoint(random);
    }

    /** A node of the public network whose id fits its address. */
    static NodeInfo node(RandomGenerator random) {
        Endpoint endpoint = publicEndpoint(random);
        return new NodeInfo(SecureId.create(endpoint, random), endpoint);
    }

    static KrpcQuery query(Question question) {
        return new KrpcQuery(TRANSACTION, true, false, question);
    }

    static NodeId key(long seed) {
        return NodeId.random(random(seed));
    }
}
