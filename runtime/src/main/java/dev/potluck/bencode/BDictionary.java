package dev.potluck.bencode;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A bencoded dictionary ({@code d...e}): unique keys, held in canonical order.
 *
 * <p>Two parallel arrays and a linear search: the dictionaries of KRPC have about eight keys.
 */
public final class BDictionary implements BValue {
    private final ByteString[] keys;
    private final BValue[] values;

    /** Keys must be sorted and unique: the decoder sees to it. */
    BDictionary(ByteString[] keys, BValue[] values) {
        this.keys = keys;
        this.values = values;
    }

    /** Number of entries. */
    public int size() {
        return keys.length;
    }

    /** The keys in canonical order. */
    public List<ByteString> keys() {
        return List.of(keys);
    }

    /** The value under {@code key}, of whatever type. */
    public Optional<BValue> get(ByteString key) {
        return Optional.ofNullable(find(key));
    }

    /** The byte string under {@code key}; empty when absent or of another type. */
    public Optional<ByteString> bytes(ByteString key) {
        return find(key) instanceof ByteString found ? Optional.of(found) : Optional.empty();
    }

    /** The integer under {@code key}; empty when absent or of another type. */
    public Optional<Long> integer(ByteString key) {
        return find(key) instanceof BInteger found ? Optional.of(found.value()) : Optional.empty();
    }

    /** The items under {@code key}; empty when absent or of another type. */
    public List<BValue> list(ByteString key) {
        return find(key) instanceof BList found ? found.items() : List.of();
    }

    /** The dictionary under {@code key}; empty when absent or of another type. */
    public Optional<BDictionary> dictionary(ByteString key) {
        return find(key) instanceof BDictionary found ? Optional.of(found) : Optional.empty();
    }

    private @Nullable BValue find(ByteString key) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].equals(key)) {
                return values[i];
            }
        }
        return null;
    }

    @Override
    public void writeTo(BencodeWriter out) {
        out.beginDictionary();
        for (int i = 0; i < keys.length; i++) {
            keys[i].writeTo(out);
            values[i].writeTo(out);
        }
        out.end();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BDictionary that
                && Arrays.equals(keys, that.keys)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(keys) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < keys.length; i++) {
            text.append(i == 0 ? "" : ", ").append(keys[i].latin1()).append('=').append(values[i]);
        }
        return text.append('}').toString();
    }
}
