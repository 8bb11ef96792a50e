package dev.potluck.cache;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.PackageId;
import dev.potluck.hashdb.PackageIds;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What is known of one blob. Value of {@code Table.OBJECTS}, big-endian:
 *
 * <pre>
 * version    u8   = 1
 * size       i64  bytes
 * storedAt   i64  ms since 1970
 * lastAccess i64  ms since 1970
 * accesses   i64
 * fileTime   i64  modification time of the blob's file, ms since 1970
 * modified   i64  the mirror's Last-Modified, ms since 1970; -1 if it gave none
 * listed     u8   1 if it was fetched because an index lists it by a strong hash
 * package    u8   1 if name, version, architecture follow, each as u16 length and UTF-8
 * </pre>
 *
 * @param sha256 its name
 * @param sizeBytes its length
 * @param storedAtMs when it was stored, ms since 1970
 * @param lastAccessMs when it was last served, ms since 1970
 * @param accessCount how often it was served
 * @param fileTimeMs modification time that its file should have, ms since 1970
 * @param lastModifiedMs the mirror's Last-Modified, ms since 1970; -1 if it gave none
 * @param listed whether it was fetched because an index lists it by a strong hash
 * @param packageId which package it is, if it is one
 */
public record StoredObject(
        ContentHash sha256,
        long sizeBytes,
        long storedAtMs,
        long lastAccessMs,
        long accessCount,
        long fileTimeMs,
        long lastModifiedMs,
        boolean listed,
        Optional<PackageId> packageId) {
    private static final int VERSION = 1;

    StoredObject accessed(long times, long atMs) {
        return new StoredObject(
                sha256,
                sizeBytes,
                storedAtMs,
                Math.max(lastAccessMs, atMs),
                accessCount + times,
                fileTimeMs,
                lastModifiedMs,
                listed,
                packageId);
    }

    /** The same, as if it were so long. */
    StoredObject sized(long otherBytes) {
        return new StoredObject(
                sha256,
                otherBytes,
                storedAtMs,
                lastAccessMs,
                accessCount,
                fileTimeMs,
                lastModifiedMs,
                listed,
                packageId);
    }

    StoredObject withFileTime(long newFileTimeMs) {
        return new StoredObject(
                sha256,
                sizeBytes,
                storedAtMs,
                lastAccessMs,
                accessCount,
                newFileTimeMs,
                lastModifiedMs,
                listed,
                packageId);
    }

    /**
     * This, with what the record before it knew and this does not: the same bytes may come again by
     * an address that no index lists.
     */
    StoredObject withNameOf(StoredObject before) {
        return new StoredObject(
                sha256,
                sizeBytes,
                storedAtMs,
                lastAccessMs,
                accessCount,
                fileTimeMs,
                lastModifiedMs < 0 ? before.lastModifiedMs : lastModifiedMs,
                listed || before.listed,
                packageId.or(() -> before.packageId));
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(sizeBytes);
            out.writeLong(storedAtMs);
            out.writeLong(lastAccessMs);
            out.writeLong(accessCount);
            out.writeLong(fileTimeMs);
            out.writeLong(lastModifiedMs);
            out.writeBoolean(listed);
            PackageIds.write(out, packageId);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    /** Of a record, without the rest of it. */
    static long sizeBytes(byte[] value) {
        return ByteBuffer.wrap(value).getLong(Byte.BYTES); // after the version
    }

    static StoredObject decode(byte[] sha256, byte[] value) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException("object record of unknown version " + version);
            }
            return new StoredObject(
                    ContentHash.of(HashAlgorithm.SHA256, sha256),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readBoolean(),
                    PackageIds.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException("object record cut short", e);
        }
    }
}
