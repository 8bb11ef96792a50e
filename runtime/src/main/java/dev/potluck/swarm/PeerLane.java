package dev.potluck.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One peer in the download of one file. */
final class PeerLane {
    /** The second request hides the round trip of the first. */
    static final int MAX_REQUESTS = 2;

    private static final double LATENCY_WEIGHT = 0.3;
    private static final double PROVEN_MARGIN = 1.1;
    private static final double UNPROVEN_MARGIN = 1.5;

    private final Peer peer;
    private final PeerSource source;
    private final RateMeter meter;
    private final List<PieceRequest> requests = new ArrayList<>();
    private double latencyMs;
    private boolean hasProven;
    private boolean isReady;
    private boolean isDropped;
    private Optional<PieceHashes> claimed = Optional.empty();
    private long lastByteMs;
    private long deliveredBytes;
    private int breaks;

    PeerLane(Peer peer, PeerSource source, PeerScores.Score known) {
        this.peer = peer;
        this.source = source;
        this.meter = new RateMeter(known.bytesPerMs());
        this.latencyMs = known.latencyMs();
        this.hasProven = known.hasProven();
    }

    Peer peer() {
        return peer;
    }

    PeerSource source() {
        return source;
    }

    /** It may be asked for pieces; its own list, if it has one. */
    void ready(Optional<PieceHashes> list) {
        claimed = list;
        isReady = true;
    }

    boolean isUsable() {
        return isReady && !isDropped;
    }

    boolean isDropped() {
        return isDropped;
    }

    boolean hasProven() {
        return hasProven;
    }

    /** Whether it claims no other list than this one. */
    boolean agreesWith(PieceHashes list) {
        return claimed.isEmpty() || claimed.get().equals(list);
    }

    boolean claims(PieceHashes list) {
        return claimed.filter(list::equals).isPresent();
    }

    List<PieceRequest> requests() {
        return requests;
    }

    double latencyMs() {
        return latencyMs;
    }

    long deliveredBytes() {
        return deliveredBytes;
    }

    boolean isRateKnown() {
        return meter.isKnown();
    }

    double bytesPerMs(long nowMs) {
        return meter.bytesPerMs(nowMs);
    }

    /** Its rate before what is under way; 0 if not known. */
    double usualBytesPerMs() {
        return meter.usualBytesPerMs();
    }

    /** A connection ended in the middle; how often that happened. */
    int broke() {
        return ++breaks;
    }

    /** For the plan; who has shown nothing is taken to be as fast as that. */
    PiecePlan.Lane forPlan(double assumedBytesPerMs, long nowMs) {
        return new PiecePlan.Lane(
                isRateKnown() ? Math.max(bytesPerMs(nowMs), 0.001) : assumedBytesPerMs,
                requests.isEmpty() ? latencyMs : 0,
                requests.stream().mapToLong(PieceRequest::missingBytes).sum(),
                Math.max(0, (hasProven ? MAX_REQUESTS : 1) - requests.size()),
                hasProven ? PROVEN_MARGIN : UNPROVEN_MARGIN);
    }

    void asked(PieceRequest request, long nowMs) {
        if (requests.isEmpty()) {
            lastByteMs = nowMs;
        }
        requests.add(request);
        meter.start(nowMs);
    }

    void took(PieceRequest request, int bytes, long nowMs) {
        if (request.receivedBytes() == bytes) {
            measuredLatency((double) (nowMs - request.startedMs()));
        }
        lastByteMs = nowMs;
        meter.add(bytes, nowMs);
    }

    void measuredLatency(double ms) {
        latencyMs = latencyMs == 0 ? ms : latencyMs + LATENCY_WEIGHT * (ms - latencyMs);
    }

    void ended(PieceRequest request, long nowMs) {
        requests.remove(request);
        if (requests.isEmpty()) {
            meter.stop(nowMs);
        }
    }

    void proved(long bytes) {
        hasProven = true;
        deliveredBytes += bytes;
    }

    void drop() {
        isDropped = true;
    }

    /** How long nothing has come of what was asked for. */
    long silentMs(long nowMs) {
        return requests.isEmpty() ? 0 : nowMs - lastByteMs;
    }

    /** Its rate as far as it can be told: of the first request under way, where it is new. */
    double paceBytesPerMs(long nowMs) {
        if (isRateKnown() || requests.isEmpty()) {
            return bytesPerMs(nowMs);
        }
        PieceRequest first = requests.get(0);
        return first.receivedBytes() / (double) Math.max(1, nowMs - first.startedMs());
    }
}
