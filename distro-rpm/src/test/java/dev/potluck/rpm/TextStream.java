package dev.potluck.rpm;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Text that is made while it is read, piece by piece; an empty piece is its end. */
final class TextStream extends InputStream {
    private final Supplier<String> source;
    private byte[] piece = new byte[0];
    private int at;

    TextStream(Supplier<String> source) {
        this.source = source;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (at == piece.length) {
            piece = source.get().getBytes(StandardCharsets.UTF_8);
            at = 0;
        }
        if (piece.length == 0) {
            return -1;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, target, offset, count);
        at += count;
        return count;
    }
}
