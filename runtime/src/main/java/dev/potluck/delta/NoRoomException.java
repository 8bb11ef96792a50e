package dev.potluck.delta;

import java.io.IOException;

/** The disk has no room for making deltas, as yet. */
public final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1L;

    NoRoomException(String message) {
        super(message);
    }
}
