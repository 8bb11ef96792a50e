package dev.potluck.app;

import dev.potluck.app.settings.ByteSize;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * A line that shows how far a long command is, redrawn in place: {@code 45 % [#### ] 1.20 GB of
 * 2.70 GB, 340 MB/s bash_5.2.deb}. Where it is no terminal, a line now and then.
 */
final class Progress implements AutoCloseable {
    private static final long REDRAW_NANOS = 100_000_000;
    private static final long NEXT_LINE_NANOS = 10_000_000_000L;
    private static final int BAR_CELLS = 24;
    private static final int MAX_NAME_LENGTH = 28;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter terminal;
    private final boolean onTerminal;
    private final LongSupplier nanoClock;
    private final long totalBytes;
    private final long begunNanos;
    private long doneBytes;
    private long drawnNanos;

    /**
     * @param onTerminal whether {@code terminal} is one
     * @param totalBytes how much there is to do
     */
    Progress(PrintWriter terminal, boolean onTerminal, long totalBytes, LongSupplier nanoClock) {
        this.terminal = terminal;
        this.onTerminal = onTerminal;
        this.totalBytes = totalBytes;
        this.nanoClock = nanoClock;
        this.begunNanos = nanoClock.getAsLong();
        this.drawnNanos = onTerminal ? begunNanos - REDRAW_NANOS : begunNanos;
    }

    /** Whether standard error is a terminal: the launcher looked. */
    static boolean onTerminal() {
        return Boolean.getBoolean("potluck.terminal");
    }

    /** So much more is done. */
    void add(long bytes, String name) {
        doneBytes += bytes;
        long now = nanoClock.getAsLong();
        if (now - drawnNanos >= (onTerminal ? REDRAW_NANOS : NEXT_LINE_NANOS)) {
            drawnNanos = now;
            String line = line(name, now - begunNanos);
            terminal.print(onTerminal ? ERASE_LINE + line : line + System.lineSeparator());
            terminal.flush();
        }
    }

    private String line(String name, long elapsedNanos) {
        double share = totalBytes == 0 ? 1 : Math.min(1, (double) doneBytes / totalBytes);
        int cells = (int) (share * BAR_CELLS);
        long bytesPerSecond = (long) (doneBytes / Math.max(1e-3, elapsedNanos / 1e9));
        return "%3d %% [%s%s] %s of %s, %s/s  %s"
                .formatted(
                        (int) (100 * share),
                        "#".repeat(cells),
                        " ".repeat(BAR_CELLS - cells),
                        ByteSize.format(doneBytes),
                        ByteSize.format(totalBytes),
                        ByteSize.format(bytesPerSecond),
                        name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH)));
    }

    /** Wipes the line. */
    @Override
    public void close() {
        if (onTerminal) {
            terminal.print(ERASE_LINE);
            terminal.flush();
        }
    }
}
