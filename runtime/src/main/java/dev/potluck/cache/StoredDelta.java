package dev.potluck.cache;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What is known of a delta, which stands in for a blob. Value of {@code Table.DELTAS}, big-endian:
 *
 * <pre>
 * version   u8   = 1
 * base      32   SHA-256 of the blob it is the difference from
 * codec     u16 and UTF-8
 * size      i64  bytes of the delta's file
 * effort    i64  ms that it took
 * unlisted  i64  since when no index lists the file, ms since 1970; -1 while one does
 * object    the blob's own record, as in Table.OBJECTS
 * </pre>
 *
 * @param object the blob that it stands for
 * @param baseSha256 the blob it is the difference from
 * @param codec what reads it
 * @param sizeBytes length of its file
 * @param effortMs how long it took to make and to prove
 * @param unlistedSinceMs since when no index lists the file, ms since 1970;
 *     {@link ObjectMarks#LISTED} while one does
 */
public record StoredDelta(
        StoredObject object,
        ContentHash baseSha256,
        String codec,
        long sizeBytes,
        long effortMs,
        long unlistedSinceMs) {
    private static final int VERSION = 1;

    /** How many bytes the disk is spared. */
    public long savedBytes() {
        return object.sizeBytes() - sizeBytes;
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.write(baseSha256.digest());
            out.writeUTF(codec);
            out.writeLong(sizeBytes);
            out.writeLong(effortMs);
            out.writeLong(unlistedSinceMs);
            out.write(object.encode());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    static StoredDelta decode(byte[] sha256, byte[] value) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException("delta record of unknown version " + version);
            }
            ContentHash base = ContentHash.of(
                    HashAlgorithm.SHA256, in.readNBytes(HashAlgorithm.SHA256.digestBytes()));
            String codec = in.readUTF();
            long sizeBytes = in.readLong();
            long effortMs = in.readLong();
            long unlistedSinceMs = in.readLong();
            return new StoredDelta(
                    StoredObject.decode(sha256, in.readAllBytes()),
                    base,
                    codec,
                    sizeBytes,
                    effortMs,
                    unlistedSinceMs);
        } catch (IOException e) {
            throw new UncheckedIOException("delta record cut short", e);
        }
    }
}
