package dev.potluck.bencode;

/** A bencoded integer ({@code i42e}), of 64 bits at most. */
public record BInteger(long value) implements BValue {
    @Override
    public void writeTo(BencodeWriter out) {
        out.integer(value);
    }
}
