package dev.potluck.mirror;

import io.vertx.core.buffer.Buffer;

/**
 * Takes the bytes of one file, in order and without gaps. All methods are called on the context of
 * the download; a sink that cannot go on cancels the download.
 */
public interface ByteSink {
    /**
     * The first usable answer came; called once, before any byte.
     *
     * @param offsetBytes where the bytes that follow go: where the download was to resume, or 0
     *     when what was there before is of no use any more
     */
    void begin(long offsetBytes, DownloadHead head);

    /**
     * The next bytes.
     *
     * @return false to get no more until the action of {@link #onDrain} has run
     */
    boolean write(Buffer bytes);

    /** Called after {@link #write} said false: run the action once there is room again. */
    void onDrain(Runnable resume);

    /**
     * The content at hand is another than before: all bytes so far are void, the next goes to
     * offset 0. Only content without a known hash starts over, or a mirror that was caught sending
     * too much.
     */
    void restart(DownloadHead head);
}
