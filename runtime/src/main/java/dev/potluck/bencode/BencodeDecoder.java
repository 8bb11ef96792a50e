package dev.potluck.bencode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A strict recursive-descent decoder over one message.
 *
 * <p>Refused: leading zeros and {@code -0}, numbers beyond 64 bits, strings that run past the end,
 * anything after the value, duplicate keys, nesting deeper than {@value #MAX_DEPTH}, more than
 * {@value #MAX_VALUES} values. The one leniency: keys out of order are sorted, because some clients
 * of Mainline write them so; a signed or hashed value therefore has to be compared in canonical
 * form.
 *
 * <p>Time and memory are linear in the message, whose size the caller bounds.
 */
final class BencodeDecoder {
    /** KRPC nests three deep; a list in a BEP 44 value a little more. */
    static final int MAX_DEPTH = 16;
    /** Values in a message: a full KRPC message has about 120. */
    static final int MAX_VALUES = 512;

    private static final int MAX_LENGTH_DIGITS = 5;
    private static final int MAX_INTEGER_DIGITS = 19;

    private final byte[] message;
    private int position;
    private int valueCount;

    BencodeDecoder(byte[] message) {
        this.message = message;
    }

    BValue decodeAll() throws MalformedBencodeException {
        BValue value = value(0);
        if (position != message.length) {
            throw malformed("end of message expected");
        }
        return value;
    }

    private BValue value(int depth) throws MalformedBencodeException {
        if (depth > MAX_DEPTH) {
            throw malformed("nested deeper than " + MAX_DEPTH);
        }
        if (++valueCount > MAX_VALUES) {
            throw malformed("more than " + MAX_VALUES + " values");
        }
        return switch (peek()) {
            case 'i' -> integer();
            case 'l' -> list(depth);
            case 'd' -> dictionary(depth);
            default -> string();
        };
    }

    private BList list(int depth) throws MalformedBencodeException {
        position++;
        List<BValue> items = new ArrayList<>();
        while (peek() != 'e') {
            items.add(value(depth + 1));
        }
        position++;
        return new BList(items);
    }

    private BDictionary dictionary(int depth) throws MalformedBencodeException {
        position++;
        List<ByteString> keys = new ArrayList<>(8);
        List<BValue> values = new ArrayList<>(8);
        boolean sorted = true;
        while (peek() != 'e') {
            ByteString key = string();
            if (!keys.isEmpty()) {
                int order = keys.get(keys.size() - 1).compareTo(key);
                if (order == 0) {
                    throw malformed("duplicate key " + key);
                }
                sorted &= order < 0;
            }
            keys.add(key);
            values.add(value(depth + 1));
        }
        position++;
        ByteString[] keyArray = keys.toArray(ByteString[]::new);
        BValue[] valueArray = values.toArray(BValue[]::new);
        return sorted ? new BDictionary(keyArray, valueArray) : sorted(keyArray, valueArray);
    }

    private BDictionary sorted(ByteString[] keys, BValue[] values)
            throws MalformedBencodeException {
        Integer[] order = new Integer[keys.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparing(i -> keys[i]));
        ByteString[] sortedKeys = new ByteString[keys.length];
        BValue[] sortedValues = new BValue[keys.length];
        for (int i = 0; i < order.length; i++) {
            sortedKeys[i] = keys[order[i]];
            sortedValues[i] = values[order[i]];
            if (i > 0 && sortedKeys[i].equals(sortedKeys[i - 1])) {
                throw malformed("duplicate key " + sortedKeys[i]);
            }
        }
        return new BDictionary(sortedKeys, sortedValues);
    }

    private ByteString string() throws MalformedBencodeException {
        int start = position;
        long lengthBytes = digits(MAX_LENGTH_DIGITS, ':');
        if (lengthBytes > message.length - position) {
            position = start;
            throw malformed("string of " + lengthBytes + " bytes runs past the end");
        }
        ByteString value = ByteString.of(message, position, (int) lengthBytes);
        position += (int) lengthBytes;
        return value;
    }

    private BInteger integer() throws MalformedBencodeException {
        position++;
        boolean negative = peek() == '-';
        if (negative) {
            position++;
            if (peek() == '0') {
                throw malformed("-0 or a leading zero");
            }
        }
        long magnitude = digits(MAX_INTEGER_DIGITS, 'e');
        return new BInteger(negative ? -magnitude : magnitude);
    }

    /** Digits up to and with {@code terminator}. */
    private long digits(int maxDigits, char terminator) throws MalformedBencodeException {
        int start = position;
        long number = 0;
        while (peek() != terminator) {
            int digit = message[position] - '0';
            if (digit < 0 || digit > 9) {
                throw malformed("digit or '" + terminator + "' expected");
            }
            if (position > start && message[start] == '0') {
                throw malformed("leading zero");
            }
            if (position - start >= maxDigits || number > (Long.MAX_VALUE - digit) / 10) {
                throw malformed("number of more than " + maxDigits + " digits");
            }
            number = number * 10 + digit;
            position++;
        }
        if (position == start) {
            throw malformed("digit expected");
        }
        position++;
        return number;
    }

    private byte peek() throws MalformedBencodeException {
        if (position >= message.length) {
            throw malformed("message ends too soon");
        }
        return message[position];
    }

    private MalformedBencodeException malformed(String problem) {
        return new MalformedBencodeException(position, problem);
    }
}
