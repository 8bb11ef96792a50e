package dev.potluck.swarm;

import dev.potluck.api.ContentHash;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Traffic;
import dev.potluck.swarm.SourceFailure.Kind;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A node among neighbours that all want one file, in virtual time. */
final class ColdNode implements Following, PeerSearch.Found {
    private static final int LOOK_MS = 5;
    private static final int MOST_BYTES = 128 << 10;

    /**
     * Where it lives.
     *
     * @param tripMs the longest way of a question, and of its answer
     */
    record Place(SwarmWorld world, List<ColdNode> all, Random random, int tripMs) {}

    final Checked got = new Checked();
    final SwarmDownload download;
    final Peer peer;
    private final Place place;
    private final Neighbours neighbours;
    private final long tag;
    private final List<Stream> followers = new ArrayList<>();
    private PeerSearch.Handle search = PeerSearch.Handle.NONE;
    private boolean hasStarted;
    private boolean isDead;
    private boolean isStuck;

    ColdNode(Place place, int number) {
        SwarmTools tools = SwarmTools.of(place.world().timers, new Traffic());
        this.place = place;
        this.tag = place.random().nextLong();
        this.peer = new Peer(Endpoint.ofV4(0x0a00_0001 + number, 9_978), Peer.Origin.LAN);
        this.download = new SwarmDownload(
                new PieceTrust(place.world().file), tools, place.world().mirror, got, 0);
        this.neighbours =
                new Neighbours(this::ask, place.world().timers, tools.bans(), this::others, tag);
        download.tell(this);
    }

    private List<Endpoint> others() {
        return place.all().stream()
                .filter(node -> node != this)
                .map(node -> node.peer.address())
                .toList();
    }

    private ColdNode at(Endpoint address) {
        return place.all().stream()
                .filter(node -> node.peer.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    void start() {
        hasStarted = true;
        download.start(true, HoldBack.UNPROVEN_MS);
        search = neighbours.find(place.world().file, this);
        download.result().onComplete(ended -> search.cancel());
    }

    /** It is gone at once, and its connections with it. */
    void kill() {
        isDead = true;
        download.cancel();
        search.cancel();
        List.copyOf(followers).forEach(stream -> stream.fail(Kind.BROKEN_OFF));
    }

    /** It takes and gives nothing any more, and its connections stay. */
    void stall() {
        isStuck = true;
        download.cancel();
        search.cancel();
    }

    boolean isDone() {
        return download.result().succeeded();
    }

    boolean isLeader() {
        return hasStarted && !isDead && !isStuck && !isDone() && !isFollowing();
    }

    private boolean isFollowing() {
        return download.holding().state() == Have.State.FOLLOWING;
    }

    boolean isRight() {
        return got.isRight && got.bytes == place.world().content.length;
    }

    /** Compares what comes with what should. */
    private final class Checked implements SwarmSink {
        private int bytes;
        private boolean isRight = true;

        @Override
        public boolean write(Buffer buffer) {
            int end = bytes + buffer.length();
            byte[] content = place.world().content;
            isRight &= Arrays.equals(buffer.getBytes(), 0, buffer.length(), content, bytes, end);
            bytes = end;
            return true;
        }

        @Override
        public void onDrain(Runnable resume) {}

        @Override
        public void hold() {}

        @Override
        public void release() {}
    }

    private Have.Holding told() {
        if (isDone()) {
            return Have.Holding.COMPLETE;
        }
        return hasStarted ? download.holding() : Have.Holding.NO;
    }

    private Future<Have.Answer> ask(Endpoint peer, List<ContentHash> files) {
        Promise<Have.Answer> answer = Promise.promise();
        ColdNode other = at(peer);
        SimTimers timers = place.world().timers;
        timers.schedule(trip(), () -> {
            Have.Answer said = new Have.Answer(other.tag, List.of(other.told()));
            timers.schedule(trip(), () -> {
                if (other.isDead) {
                    answer.fail(new SourceFailure(Kind.UNREACHABLE, "nobody is there"));
                } else if (!other.isStuck) {
                    answer.complete(said);
                }
            });
        });
        return answer.future();
    }

    private long trip() {
        return 1L + place.random().nextInt(place.tripMs());
    }

    @Override
    public void peer(Peer complete) {
        download.addPeer(
                complete,
                new SimSource(
                        place.world().timers,
                        place.world().content,
                        100_000,
                        1,
                        SimSource.Nature.GOOD));
    }

    @Override
    public void fetching(Peer neighbour, boolean isHearsay) {
        download.follow(neighbour, at(neighbour.address()).stream(), isHearsay);
    }

    @Override
    public Have.Holding own() {
        return download.holding();
    }

    @Override
    public void ended() {
        download.searchEnded();
    }

    @Override
    public void began() {
        List.copyOf(followers).forEach(stream -> stream.fail(Kind.BROKEN_OFF));
    }

    @Override
    public void lost() {
        search.again();
    }

    private RangeSource stream() {
        return (from, to, sink) -> new Stream(from, to, sink);
    }

    /** What this node has so far, as it arrives. */
    private final class Stream implements RangeSource.Handle {
        private final RangeSource.Sink sink;
        private final long to;
        private long at;
        private boolean isOver;

        Stream(long from, long to, RangeSource.Sink sink) {
            this.at = from;
            this.to = to;
            this.sink = sink;
            place.world().timers.schedule(trip(), this::open);
        }

        private void open() {
            if (isDead) {
                fail(Kind.UNREACHABLE);
            } else if (!isDone() && !download.holding().state().isLeading()) {
                fail(Kind.MISSING);
            } else if (!isOver) {
                followers.add(this);
                send();
            }
        }

        private void send() {
            if (isOver) {
                return;
            }
            int there = isStuck ? 0 : got.bytes;
            int end = (int) Math.min(there, Math.min(to, at + MOST_BYTES));
            if (end > at) {
                byte[] content = place.world().content;
                int begin = (int) at;
                at = end;
                sink.take(Buffer.buffer(Arrays.copyOfRange(content, begin, end)));
            }
            if (at == to && !isOver) {
                cancel();
                sink.end();
            } else {
                place.world().timers.schedule(LOOK_MS, this::send);
            }
        }

        void fail(Kind why) {
            if (!isOver) {
                cancel();
                sink.fail(new SourceFailure(why, "no longer"));
            }
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void cancel() {
            isOver = true;
            followers.remove(this);
        }
    }
}
