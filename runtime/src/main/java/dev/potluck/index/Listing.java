package dev.potluck.index;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.MalformedIndexException;
import dev.potluck.api.PackageId;
import dev.potluck.api.ResourceKind;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hashdb.Table;
import dev.potluck.hashdb.WriteTransaction;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What one index lists, encoded while it is parsed: each entry under the first 16 bytes of its
 * path's SHA-256. Value of {@code Table.ENTRIES}:
 *
 * <pre>
 * size i64 | digest length u8 | digest | flags u8 (1: path follows, 2: package follows)
 * [path] [name version architecture]           strings as u16 length and UTF-8
 * </pre>
 *
 * An index is entered again at its by-hash path, so that whoever asks by hash is understood with a
 * plain look-up, and at its lasting path, by which the next state's index is found; only those
 * further entries carry the path.
 */
final class Listing {
    /** The number of the listing of an index that lists nothing. */
    static final int NOTHING = 0;

    /** Bytes in a path's key. */
    static final int PATH_KEY_BYTES = 16;

    /** Bound of one index's encoded entries: about 180,000 packages. */
    static final long MAX_BYTES = 20L << 20;

    private static final int HAS_PATH = 1;
    private static final int HAS_PACKAGE = 2;

    private List<byte[]> records = new ArrayList<>();
    private final MessageDigest pathDigest = ContentHasher.newDigest(HashAlgorithm.SHA256);
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(256);
    private long bytes;

    /** Takes an entry; {@link ListingTooLargeException} when there are too many. */
    void add(IndexEntry entry, ArchiveFormat format) {
        append(entry.path(), entry, false);
        if (entry.packageId().isPresent()) {
            return; // a package: asking the format of each would be a fifth of the parse
        }
        if (format.classify(entry.path()) == ResourceKind.INDEX) {
            format.pathByHash(entry.path(), entry.hash())
                    .ifPresent(byHash -> append(byHash, entry, true));
            ArchivePath lasting = format.lastingPath(entry.path());
            if (!lasting.equals(entry.path())) {
                append(lasting, entry, true);
            }
        }
    }

    private void append(ArchivePath at, IndexEntry entry, boolean withPath) {
        buffer.reset();
        try (DataOutputStream out = new DataOutputStream(buffer)) {
            out.write(pathKey(pathDigest, at));
            out.writeLong(entry.sizeBytes());
            Hashes.write(out, entry.hash());
            Optional<PackageId> packageId = entry.packageId();
            out.writeByte((withPath ? HAS_PATH : 0) | (packageId.isPresent() ? HAS_PACKAGE : 0));
            if (withPath) {
                out.writeUTF(entry.path().value());
            }
            if (packageId.isPresent()) {
                out.writeUTF(packageId.get().name());
                out.writeUTF(packageId.get().version());
                out.writeUTF(packageId.get().architecture());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        bytes += buffer.size();
        if (bytes > MAX_BYTES) {
            throw new ListingTooLargeException();
        }
        records.add(buffer.toByteArray());
    }

    /**
     * Sorts the entries by their keys; of two for one path the first stays. Nothing is added after.
     */
    Listing sealed() {
        records.sort(Listing::compareKeys);
        List<byte[]> unique = new ArrayList<>(records.size());
        for (byte[] record : records) {
            if (unique.isEmpty() || compareKeys(unique.get(unique.size() - 1), record) != 0) {
                unique.add(record);
            }
        }
        records = unique;
        return this;
    }

    /** How many entries there are. */
    int size() {
        return records.size();
    }

    /** What a sealed listing says of a path. */
    Optional<ExpectedFile> find(ArchivePath path) {
        byte[] key = pathKey(pathDigest, path);
        int at = Collections.binarySearch(records, key, Listing::compareKeys);
        return at < 0 ? Optional.empty() : Optional.of(decode(path, valueOf(records.get(at))));
    }

    /** Writes a sealed listing under a number greater than all in the table. */
    void write(WriteTransaction view, int number) {
        for (byte[] record : records) {
            byte[] key = entryKey(number, record);
            view.append(Table.ENTRIES, key, valueOf(record));
        }
    }

    /** The key of an entry: the listing's number, big-endian, and the path's key. */
    static byte[] entryKey(int number, byte[] pathKey) {
        return ByteBuffer.allocate(Integer.BYTES + PATH_KEY_BYTES)
                .putInt(number)
                .put(pathKey, 0, PATH_KEY_BYTES)
                .array();
    }

    private static byte[] valueOf(byte[] record) {
        return Arrays.copyOfRange(record, PATH_KEY_BYTES, record.length);
    }

    private static int compareKeys(byte[] one, byte[] other) {
        return Arrays.compareUnsigned(one, 0, PATH_KEY_BYTES, other, 0, PATH_KEY_BYTES);
    }

    static byte[] pathKey(MessageDigest sha256, ArchivePath path) {
        byte[] digest = sha256.digest(path.value().getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(digest, PATH_KEY_BYTES);
    }

    static ExpectedFile decode(ArchivePath asked, byte[] value) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            long sizeBytes = in.readLong();
            var hash = Hashes.read(in);
            int flags = in.readUnsignedByte();
            ArchivePath path = (flags & HAS_PATH) != 0 ? new ArchivePath(in.readUTF()) : asked;
            Optional<PackageId> packageId = (flags & HAS_PACKAGE) != 0
                    ? Optional.of(new PackageId(in.readUTF(), in.readUTF(), in.readUTF()))
                    : Optional.empty();
            return new ExpectedFile(path, hash, sizeBytes, packageId);
        } catch (IOException e) {
            throw new UncheckedIOException("index entry cut short", e);
        }
    }

    /** The hash in an entry, if it is a strong one. */
    static Optional<ContentHash> strongHash(byte[] value) {
        int digestBytes = value[Long.BYTES] & 0xff;
        for (HashAlgorithm algorithm : HashAlgorithm.values()) {
            if (algorithm.digestBytes() == digestBytes && algorithm.isStrong()) {
                int from = Long.BYTES + 1;
                return Optional.of(ContentHash.of(
                        algorithm, Arrays.copyOfRange(value, from, from + digestBytes)));
            }
        }
        return Optional.empty();
    }

    /** Stops a plugin's parse from inside the consumer that it was given. */
    static final class ListingTooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MalformedIndexException of(ArchivePath index) {
            return new MalformedIndexException(
                    index, 0, "more entries than the " + (MAX_BYTES >> 20) + " MiB allowed");
        }
    }
}
