package dev.potluck.fetch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How files are made again from what the node kept of them: a few at a time, since each takes a
 * process, a processor and its memory.
 *
 * <p>Lives on the node's context.
 */
public final class Recreating {
    /** Files that wait for their turn; the network alone has to bring what comes beyond. */
    static final int MAX_WAITING = 256;

    private final Worker worker;
    private final Recreations means;
    private final int maxAtOnce;
    private final Deque<Turn> waiting = new ArrayDeque<>();
    private int underWay;

    /** @param worker waits for what is being made */
    public Recreating(Worker worker, Recreations means, int maxAtOnce) {
        this.worker = worker;
        this.means = means;
        this.maxAtOnce = maxAtOnce;
    }

    Worker worker() {
        return worker;
    }

    Recreations means() {
        return means;
    }

    /** Runs {@code begin}, now or when others have ended; empty if too many wait. */
    Optional<Turn> turn(Runnable begin) {
        Turn turn = new Turn(begin);
        if (underWay < maxAtOnce) {
            underWay++;
            turn.begin();
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(turn);
        } else {
            return Optional.empty();
        }
        return Optional.of(turn);
    }

    /** A place among those that are made at the same time. */
    final class Turn {
        private final Runnable begin;
        private boolean hasBegun;
        private boolean hasEnded;

        private Turn(Runnable begin) {
            this.begin = begin;
        }

        private void begin() {
            hasBegun = true;
            begin.run();
        }

        /** Gives the place to the next, or leaves the queue. */
        void end() {
            if (hasEnded) {
                return;
            }
            hasEnded = true;
            if (!hasBegun) {
                waiting.remove(this);
            } else if (waiting.isEmpty()) {
                underWay--;
            } else {
                waiting.remove().begin();
            }
        }
    }
}
