package dev.potluck.bencode;

import java.util.List;

/** A bencoded list ({@code l...e}). */
public record BList(List<BValue> items) implements BValue {
    /** Copies the list. */
    public BList {
        items = List.copyOf(items);
    }

    @Override
    public void writeTo(BencodeWriter out) {
        out.beginList();
        for (BValue item : items) {
            item.writeTo(out);
        }
        out.end();
    }
}
