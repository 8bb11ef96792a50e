package dev.potluck.dht.krpc;

import dev.potluck.bencode.BencodeWriter;
import dev.potluck.bencode.ByteString;
import dev.potluck.bencode.MalformedBencodeException;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The keys of a batch and their hints, as {@link Question.AnnounceBatch} draws them. */
final class BatchHints {
    private BatchHints() {}

    static void writeTo(BencodeWriter out, List<AnnouncedKey> files) {
        ByteBuffer keys = ByteBuffer.allocate(files.size() * NodeId.SIZE_BYTES);
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        ByteArrayOutputStream lists = new ByteArrayOutputStream();
        for (int i = 0; i < files.size(); i++) {
            AnnouncedKey file = files.get(i);
            file.key().writeTo(keys);
            PieceHint hint = file.hint();
            if (!hint.hashes().isEmpty()) {
                hashes.write(i);
                hashes.write(hint.hashes().length() / PieceHint.PIECE_HASH_BYTES);
                hashes.writeBytes(hint.hashes().toBytes());
            }
            if (!hint.list().isEmpty()) {
                lists.write(i);
                lists.writeBytes(hint.list().toBytes());
            }
        }
        out.text("keys").bytes(keys.array());
        if (hashes.size() > 0) {
            out.text("ph").bytes(hashes.toByteArray());
        }
        if (lists.size() > 0) {
            out.text("pl").bytes(lists.toByteArray());
        }
    }

    static List<AnnouncedKey> read(ByteString keys, ByteString hashes, ByteString lists)
            throws MalformedBencodeException {
        int count = keys.length() / NodeId.SIZE_BYTES;
        if (count == 0
                || count > Question.AnnounceBatch.MAX_KEYS
                || keys.length() % NodeId.SIZE_BYTES != 0) {
            throw new MalformedBencodeException(-1, "keys of " + keys.length() + " bytes");
        }
        List<ByteString> hashesByKey =
                new ArrayList<>(Collections.nCopies(count, ByteString.EMPTY));
        List<ByteString> listByKey = new ArrayList<>(Collections.nCopies(count, ByteString.EMPTY));
        for (int at = 0; at < hashes.length(); ) {
            int lengthBytes =
                    at + 1 < hashes.length() ? hashes.at(at + 1) * PieceHint.PIECE_HASH_BYTES : -1;
            readEntry(hashesByKey, hashes, at, new int[] {2, lengthBytes});
            at += 2 + lengthBytes;
        }
        for (int at = 0; at < lists.length(); at += 1 + NodeId.SIZE_BYTES) {
            readEntry(listByKey, lists, at, new int[] {1, NodeId.SIZE_BYTES});
        }
        ByteBuffer bytes = ByteBuffer.wrap(keys.toBytes());
        List<AnnouncedKey> files = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            files.add(new AnnouncedKey(
                    NodeId.read(bytes), PieceHint.of(hashesByKey.get(i), listByKey.get(i))));
        }
        return files;
    }

    /** Sizes: of the entry's head, and of its body. */
    private static void readEntry(List<ByteString> byKey, ByteString entries, int at, int[] sizes)
            throws MalformedBencodeException {
        int index = entries.at(at);
        int start = at + sizes[0];
        if (index < 0
                || index >= byKey.size()
                || sizes[1] < 0
                || start + sizes[1] > entries.length()) {
            throw new MalformedBencodeException(-1, "hint entry at " + at + " of a batch");
        }
        byKey.set(index, entries.slice(start, sizes[1]));
    }
}
