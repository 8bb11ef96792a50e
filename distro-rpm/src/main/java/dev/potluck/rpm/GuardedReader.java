package dev.potluck.rpm;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Bounds what an XML parser has to hold at once. Parsers keep a whole tag, comment or run of text,
 * however long; the field's longest, a package's description, has some 100 KB. Text and tags end at
 * the next {@code <}, which neither may contain; comments, CDATA sections and processing
 * instructions may, and are measured to their own ends.
 */
final class GuardedReader extends FilterReader {
    /** Longest tag, text, comment or the like, in UTF-16 units. */
    static final int MAX_PIECE_LENGTH = 1 << 20;

    private long position;
    private long pieceStart;
    private boolean special;
    private char last;
    private char beforeLast;

    GuardedReader(Reader in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        for (int i = offset; i < offset + read; i++) {
            char next = target[i];
            if (next <= '?') {
                look(next, position + i - offset);
            }
            beforeLast = last;
            last = next;
        }
        position += Math.max(read, 0);
        if (position - pieceStart > MAX_PIECE_LENGTH) {
            throw new PieceTooLongException();
        }
        return read;
    }

    private void look(char next, long at) {
        if (next == '<' && !special) {
            pieceStart = at;
        } else if (last == '<' && (next == '!' || next == '?')) {
            special = true;
        } else if (next == '>' && special && endsSpecial()) {
            special = false;
        }
    }

    private boolean endsSpecial() {
        return last == '?' || (last == beforeLast && (last == '-' || last == ']'));
    }

    /** A piece is longer than {@link #MAX_PIECE_LENGTH}. */
    static final class PieceTooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        PieceTooLongException() {
            super("a tag, text or comment has at most " + MAX_PIECE_LENGTH + " characters");
        }
    }
}
