package dev.potluck.swarm;

import io.vertx.core.buffer.Buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts the stretches of a file in order: what is next goes on at once, the rest waits. */
final class Assembly {
    /**
     * Some bytes of the file.
     *
     * @param isSure whether they may be released: the mirror's, or of a piece that is verified
     * @param onGone runs when they are not in memory any more
     */
    record Stretch(long from, List<Buffer> bytes, boolean isSure, Runnable onGone) {
        long to() {
            return from + bytes.stream().mapToLong(Buffer::length).sum();
        }
    }

    private final SwarmSink sink;
    private final Runnable onRoom;
    private final TreeMap<Long, Stretch> waiting = new TreeMap<>();
    private long writtenBytes;
    private boolean isFull;
    private boolean isHeld;
    private boolean hasHearsay;
    private boolean isOver;

    /** @param onRoom called when the sink takes bytes again after it did not */
    Assembly(SwarmSink sink, long writtenBytes, Runnable onRoom) {
        this.sink = sink;
        this.writtenBytes = writtenBytes;
        this.hasHearsay = writtenBytes > 0; // nobody remembers who sent it
        this.onRoom = onRoom;
    }

    /** How many bytes of the file the sink has. */
    long writtenBytes() {
        return writtenBytes;
    }

    /** Whether the sink wants no more for now. */
    boolean isFull() {
        return isFull;
    }

    boolean isHeld() {
        return isHeld;
    }

    /** Whether some of what the sink has is neither the mirror's nor verified. */
    boolean hasHearsay() {
        return hasHearsay;
    }

    /** What is held back may go. */
    void release() {
        if (isHeld) {
            isHeld = false;
            sink.release();
        }
    }

    void add(Stretch stretch) {
        if (isOver || stretch.to() <= writtenBytes) {
            stretch.onGone().run();
            return;
        }
        Stretch other = waiting.get(stretch.from());
        if (other != null && other.to() >= stretch.to()) {
            stretch.onGone().run();
            return;
        }
        waiting.put(stretch.from(), stretch);
        if (other != null) {
            other.onGone().run();
        }
        deliver();
    }

    private void deliver() {
        while (!isFull && !isOver) {
            Map.Entry<Long, Stretch> first = waiting.firstEntry();
            if (first == null || first.getKey() > writtenBytes) {
                return;
            }
            waiting.pollFirstEntry();
            write(first.getValue());
            first.getValue().onGone().run();
        }
    }

    private void write(Stretch stretch) {
        if (!stretch.isSure() && stretch.to() > writtenBytes) {
            hasHearsay = true;
            if (!isHeld) {
                isHeld = true;
                sink.hold();
            }
        }
        long at = stretch.from();
        List<Buffer> rest = new ArrayList<>();
        for (Buffer buffer : stretch.bytes()) {
            long end = at + buffer.length();
            if (end > writtenBytes) {
                int skip = (int) Math.max(0, writtenBytes - at);
                rest.add(skip == 0 ? buffer : buffer.slice(skip, buffer.length()));
            }
            at = end;
        }
        for (Buffer buffer : rest) {
            writtenBytes += buffer.length();
            if (!sink.write(buffer) && !isFull) {
                isFull = true;
                sink.onDrain(this::drained);
            }
        }
    }

    private void drained() {
        if (isFull) {
            isFull = false;
            deliver();
            if (!isFull) {
                onRoom.run();
            }
        }
    }

    /** Forgets what waits; the sink gets no more. */
    void close() {
        isOver = true;
        List<Stretch> gone = new ArrayList<>(waiting.values());
        waiting.clear();
        gone.forEach(stretch -> stretch.onGone().run());
    }
}
