package dev.potluck.peer;

import dev.potluck.net.Traffic;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

import java.io.IOException;
import java.net.InetAddress;

/** Sends one stretch of a file: as far as it is there, and as fast as the limits allow. */
final class Upload {
    private final HttpServerResponse response;
    private final UploadSource source;
    private final UploadGate gate;
    private final Traffic traffic;
    private final To to;
    private long position;
    private final long end;
    private boolean isWaiting;
    private boolean isPumping;
    private boolean isOver;

    /** @param isLan a neighbour, who is not limited */
    record To(InetAddress peer, boolean isLan) {}

    /** The stretch of the file. */
    record Stretch(UploadSource source, long from, long to) {}

    Upload(HttpServerResponse response, Stretch stretch, To to, UploadGate gate, Traffic traffic) {
        this.response = response;
        this.source = stretch.source();
        this.position = stretch.from();
        this.end = stretch.to();
        this.to = to;
        this.gate = gate;
        this.traffic = traffic;
    }

    /** The response ends by itself, or is cut. */
    void start() {
        response.drainHandler(drained -> pump());
        source.onProgress(this::pump);
        pump();
    }

    /** The response is closed. */
    void stop() {
        if (!isOver) {
            isOver = true;
            source.onProgress(() -> {});
            source.close();
        }
    }

    private void pump() {
        if (isPumping) {
            return; // a write may drain at once and call back
        }
        isPumping = true;
        while (!isOver && !isWaiting && !response.writeQueueFull() && step()) {
            // each step sends a slice
        }
        isPumping = false;
    }

    /** False when there is nothing to send now. */
    private boolean step() {
        if (position == end) {
            finish();
            return false;
        }
        long available = Math.min(source.availableBytes(), end) - position;
        if (available <= 0) {
            if (source.failure().isPresent()) {
                cut();
            }
            return false;
        }
        if (to.isLan()) {
            send((int) Math.min(available, UploadGate.TURN_BYTES));
            return true;
        }
        isWaiting = true;
        gate.await(to.peer(), this::useTurn);
        return !isWaiting;
    }

    private int useTurn(int bytes) {
        isWaiting = false;
        if (isOver) {
            return 0;
        }
        int length = (int) Math.min(bytes, Math.min(source.availableBytes(), end) - position);
        if (length <= 0) { // the month is over
            cut();
            return 0;
        }
        send(length);
        pump();
        return length;
    }

    private void send(int length) {
        try {
            Buffer slice = source.read(position, length);
            position += length;
            response.write(slice).onSuccess(sent -> traffic.addUploaded(length));
        } catch (IOException e) {
            cut();
        }
    }

    private void finish() {
        stop();
        response.end();
    }

    private void cut() {
        stop();
        response.reset();
    }
}
