package dev.potluck.index;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.hashdb.HashDb;
import dev.potluck.hashdb.ReadTransaction;
import dev.potluck.hashdb.Table;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lists of mirrors that clients use, so that what they were told to ask for is understood after
 * a restart too. Value of {@code Table.MIRROR_LISTS}, under {@code list-} and the token:
 *
 * <pre>
 * address | reach | format | root index | count u16, mirror ... | count u16, hash ... | document
 * (strings as u16 length and UTF-8; a hash as its length u8 and digest; the document to the end)
 * </pre>
 */
public final class MirrorListStore {
    /** Most lists kept; when there are more, the oldest knowledge is worth the least: all go. */
    static final int MAX_LISTS = 4_096;

    /**
     * One list.
     *
     * @param address its URL
     * @param reach from where its mirrors may be asked, at most: a {@code net.Reach}
     * @param format the name of the format that read it
     * @param mirrors base URLs that were checked, best first
     * @param rootHashes what the root index may be, the current one first
     * @param document the list, with one mirror in place of all
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record StoredList(
            String address,
            String reach,
            String format,
            List<String> mirrors,
            ArchivePath rootIndex,
            List<ContentHash> rootHashes,
            byte[] document) {}

    /** LMDB finds all keys with something in common, but not simply all. */
    private static final String PREFIX = "list-";

    private final HashDb db;

    public MirrorListStore(HashDb db) {
        this.db = db;
    }

    /** The list of that token. */
    public Optional<StoredList> find(String token) {
        return db.read(view -> view.get(Table.MIRROR_LISTS, key(token)))
                .map(MirrorListStore::decode);
    }

    /** Keeps a list, in place of the one before. Blocking. */
    public void put(String token, StoredList list) throws IOException {
        byte[] value = encode(list);
        db.writeNow(view -> {
            if (isFull(view)) {
                view.deletePrefix(Table.MIRROR_LISTS, key(""));
            }
            view.put(Table.MIRROR_LISTS, key(token), value);
        });
    }

    private static boolean isFull(ReadTransaction view) {
        int[] count = {0};
        view.scan(Table.MIRROR_LISTS, key(""), (key, value) -> ++count[0] < MAX_LISTS);
        return count[0] >= MAX_LISTS;
    }

    private static byte[] key(String token) {
        return (PREFIX + token).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] encode(StoredList list) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(list.address());
            out.writeUTF(list.reach());
            out.writeUTF(list.format());
            out.writeUTF(list.rootIndex().value());
            out.writeShort(list.mirrors().size());
            for (String mirror : list.mirrors()) {
                out.writeUTF(mirror);
            }
            out.writeShort(list.rootHashes().size());
            for (ContentHash hash : list.rootHashes()) {
                Hashes.write(out, hash);
            }
            out.write(list.document());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    private static StoredList decode(byte[] value) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            String address = in.readUTF();
            String reach = in.readUTF();
            String format = in.readUTF();
            ArchivePath rootIndex = new ArchivePath(in.readUTF());
            List<String> mirrors = new ArrayList<>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                mirrors.add(in.readUTF());
            }
            List<ContentHash> hashes = new ArrayList<>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                hashes.add(Hashes.read(in));
            }
            return new StoredList(
                    address, reach, format, mirrors, rootIndex, hashes, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("mirror list record cut short", e);
        }
    }
}
