package dev.potluck.swarm;

import io.vertx.core.buffer.Buffer;

/** Whoever can send a stretch of one file. All calls, both ways, happen on one context. */
public interface RangeSource {
    /**
     * Asks for the bytes from {@code from} up to, not including, {@code to}.
     *
     * @param sink takes them; not called before this returns
     */
    Handle open(long from, long to, Sink sink);

    /** Takes the bytes of one stretch, in order. After its end or failure it hears no more. */
    interface Sink {
        /** The next bytes; never more in all than were asked for. */
        void take(Buffer bytes);

        /** All that was asked for has come. */
        void end();

        /** Nothing more comes. */
        void fail(SourceFailure failure);
    }

    /** A request under way. */
    interface Handle {
        /** Asks for a rest; some bytes may still come. */
        void pause();

        /** Ends the rest. */
        void resume();

        /** Not interested any more: the sink is not called again. */
        void cancel();
    }
}
