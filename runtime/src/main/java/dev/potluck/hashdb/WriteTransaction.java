package dev.potluck.hashdb;

import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.GetOp;
import org.lmdbjava.PutFlags;
import org.lmdbjava.Txn;

import java.util.Map;

/** A view of all tables that can change them: all of it is kept, or nothing. */
public final class WriteTransaction extends ReadTransaction {
    WriteTransaction(Txn<byte[]> txn, Map<Table, Dbi<byte[]>> tables) {
        super(txn, tables);
    }

    public void put(Table table, byte[] key, byte[] value) {
        dbi(table).put(txn, key, value);
    }

    /** Appends an entry whose key is greater than every key of the table: several times faster. */
    public void append(Table table, byte[] key, byte[] value) {
        dbi(table).put(txn, key, value, PutFlags.MDB_APPEND);
    }

    /** Deletes a key, and says whether it was there. */
    public boolean delete(Table table, byte[] key) {
        return dbi(table).delete(txn, key);
    }

    /** Deletes all entries whose keys start so, and says how many there were. */
    public int deletePrefix(Table table, byte[] prefix) {
        int deleted = 0;
        try (Cursor<byte[]> cursor = dbi(table).openCursor(txn)) {
            while (cursor.get(prefix, GetOp.MDB_SET_RANGE) && startsWith(cursor.key(), prefix)) {
                cursor.delete();
                deleted++;
            }
        }
        return deleted;
    }
}
