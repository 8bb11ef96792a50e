package dev.potluck.hashdb;

import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.GetOp;
import org.lmdbjava.Txn;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** One consistent view of all tables. Valid only inside the callback that it was handed to. */
public class ReadTransaction {
    final Txn<byte[]> txn;
    final Map<Table, Dbi<byte[]>> tables;

    ReadTransaction(Txn<byte[]> txn, Map<Table, Dbi<byte[]>> tables) {
        this.txn = txn;
        this.tables = tables;
    }

    /** Takes a key and its value; answers whether to go on. */
    @FunctionalInterface
    public interface Visitor {
        boolean visit(byte[] key, byte[] value);
    }

    /** The value of a key. */
    public Optional<byte[]> get(Table table, byte[] key) {
        return Optional.ofNullable(dbi(table).get(txn, key));
    }

    /** Visits, in the order of their keys (unsigned bytes), all entries whose keys start so. */
    public void scan(Table table, byte[] prefix, Visitor visitor) {
        try (Cursor<byte[]> cursor = dbi(table).openCursor(txn)) {
            boolean more =
                    prefix.length == 0 ? cursor.first() : cursor.get(prefix, GetOp.MDB_SET_RANGE);
            while (more
                    && startsWith(cursor.key(), prefix)
                    && visitor.visit(cursor.key(), cursor.val())) {
                more = cursor.next();
            }
        }
    }

    /** The least key that is not less than the given one. */
    public Optional<byte[]> firstKeyFrom(Table table, byte[] from) {
        try (Cursor<byte[]> cursor = dbi(table).openCursor(txn)) {
            boolean found =
                    from.length == 0 ? cursor.first() : cursor.get(from, GetOp.MDB_SET_RANGE);
            return found ? Optional.of(cursor.key()) : Optional.empty();
        }
    }

    /** The greatest key of a table. */
    public Optional<byte[]> lastKey(Table table) {
        try (Cursor<byte[]> cursor = dbi(table).openCursor(txn)) {
            return cursor.last() ? Optional.of(cursor.key()) : Optional.empty();
        }
    }

    final Dbi<byte[]> dbi(Table table) {
        Dbi<byte[]> dbi = tables.get(table);
        if (dbi == null) {
            throw new IllegalStateException("no table " + table);
        }
        return dbi;
    }

    static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length
                && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
}
