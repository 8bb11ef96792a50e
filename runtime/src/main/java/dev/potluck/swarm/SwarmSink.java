package dev.potluck.swarm;

import io.vertx.core.buffer.Buffer;

/** Takes a file's bytes in order, whoever sent them. */
public interface SwarmSink {
    /**
     * The next bytes. Those of a peer belong to a piece that was checked.
     *
     * @return false to get no more until the action of {@link #onDrain} has run
     */
    boolean write(Buffer bytes);

    /** Called after {@link #write} said false: run the action once there is room again. */
    void onDrain(Runnable resume);

    /**
     * What comes from now on was checked only against what a few strangers say: nobody may have it
     * before the whole file is verified, or {@link #release} is called.
     */
    void hold();

    /** Ends {@link #hold}. */
    void release();
}
