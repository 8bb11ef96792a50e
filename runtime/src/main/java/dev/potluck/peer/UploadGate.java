package dev.potluck.peer;

import dev.potluck.net.Timers;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Who may upload how much now: slots for all and for each address, and the tokens of one bucket
 * given in turn to the addresses that wait, whatever the number of requests of each.
 */
final class UploadGate {
    /** What one turn gives. */
    static final int TURN_BYTES = 64 << 10;

    private final UploadLimits limits;
    private final MonthlyCap month;
    private final Timers timers;
    private final TokenBucket bucket;
    private final Map<InetAddress, Integer> slots = new HashMap<>();
    /** Those who wait for tokens, in the order of their turns. */
    private final LinkedHashMap<InetAddress, Queue<Turn>> waiting = new LinkedHashMap<>();

    private int slotsTaken;
    private boolean isTimed;

    /** Takes its share of the tokens; says how many it used. */
    interface Turn {
        int use(int bytes);
    }

    UploadGate(UploadLimits limits, MonthlyCap month, Timers timers) {
        this.limits = limits;
        this.month = month;
        this.timers = timers;
        this.bucket = new TokenBucket(limits.bytesPerSecond(), timers.nowMs());
    }

    /** Whether an upload may begin; if so, it must be {@link #leave ended}. */
    boolean enter(InetAddress peer, boolean isLan) {
        boolean isOut = !isLan && (limits.bytesPerSecond() == 0 || month.leftBytes() == 0);
        int ofPeer = slots.getOrDefault(peer, 0);
        if (isOut || slotsTaken >= limits.slots() || ofPeer >= UploadLimits.SLOTS_PER_PEER) {
            return false;
        }
        slots.put(peer, ofPeer + 1);
        slotsTaken++;
        return true;
    }

    void leave(InetAddress peer) {
        slotsTaken--;
        slots.computeIfPresent(peer, (same, count) -> count == 1 ? null : count - 1);
    }

    /** How many uploads there are. */
    int slotsTaken() {
        return slotsTaken;
    }

    /** Waits for the next tokens; each turn is for once. */
    void await(InetAddress peer, Turn turn) {
        waiting.computeIfAbsent(peer, first -> new ArrayDeque<>()).add(turn);
        serve();
    }

    private void serve() {
        while (!isTimed && !waiting.isEmpty()) {
            long waitMs = bucket.waitMs(TURN_BYTES, timers.nowMs());
            if (waitMs > 0) {
                isTimed = true;
                timers.schedule(waitMs, () -> {
                    isTimed = false;
                    serve();
                });
                return;
            }
            int bytes = bucket.take(TURN_BYTES, timers.nowMs());
            int used = nextTurn().use((int) Math.min(bytes, month.leftBytes()));
            bucket.giveBack(bytes - used);
            month.add(used);
        }
    }

    private Turn nextTurn() {
        Iterator<Map.Entry<InetAddress, Queue<Turn>>> first = waiting.entrySet().iterator();
        Map.Entry<InetAddress, Queue<Turn>> next = first.next();
        InetAddress peer = next.getKey();
        Queue<Turn> turns = next.getValue();
        first.remove();
        Turn turn = turns.remove();
        if (!turns.isEmpty()) {
            waiting.put(peer, turns); // behind the others
        }
        return turn;
    }
}
