package dev.potluck.index;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.PackageId;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hashdb.HashDb;
import dev.potluck.hashdb.PackageIds;
import dev.potluck.hashdb.Table;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Where stored packages were listed, for the time when no index lists them any more: clients whose
 * indexes are older than ours still ask for them, and mirrors have often deleted them.
 *
 * <p>Key in {@code Table.PLACES}: the first 16 bytes of the SHA-256 of the archive's id, a zero
 * byte and the path. Value, big-endian:
 *
 * <pre>
 * version    u8   = 1
 * format     u16 and UTF-8, the name of the archive's format
 * algorithm  u16 and UTF-8, as {@link HashAlgorithm} names it
 * digest     as long as the algorithm's
 * size       i64  bytes
 * package    u8   1 if name, version, architecture follow, each as u16 length and UTF-8
 * </pre>
 */
public final class FormerPlaces {
    private static final int VERSION = 1;
    private static final int KEY_BYTES = 16;
    private static final ArchivePath NOWHERE = ArchivePath.parse("nowhere");

    private final HashDb db;

    public FormerPlaces(HashDb db) {
        this.db = db;
    }

    /**
     * What was listed at a place.
     *
     * @param format the name of the archive's format
     */
    public record Former(ExpectedFile file, String format) {}

    /** Notes where a package that was stored is listed; written soon. */
    public CompletableFuture<Boolean> note(Archive archive, ExpectedFile file, String format) {
        byte[] value = encode(file, format);
        return db.write(view -> view.put(Table.PLACES, key(archive, file.path()), value));
    }

    /** What was listed there last, of what was stored. */
    public Optional<Former> find(Archive archive, ArchivePath path) {
        return db.read(view -> view.get(Table.PLACES, key(archive, path)))
                .map(value -> decode(path, value));
    }

    /** Which packages those of these files are that were listed by SHA-256. Blocking. */
    public Map<ContentHash, PackageId> packages(Set<ContentHash> files) {
        Map<ContentHash, PackageId> known = new HashMap<>();
        db.read(view -> {
            view.scan(Table.PLACES, new byte[0], (key, value) -> {
                ExpectedFile file = decode(NOWHERE, value).file();
                if (files.contains(file.hash())) {
                    file.packageId().ifPresent(id -> known.put(file.hash(), id));
                }
                return true;
            });
            return true;
        });
        return known;
    }

    /** Forgets the places of what is gone. Blocking. */
    public void forget(Predicate<ContentHash> isGone) throws IOException {
        db.deleteAll(
                Table.PLACES,
                (key, value) -> isGone.test(decode(NOWHERE, value).file().hash()));
    }

    private static byte[] key(Archive archive, ArchivePath path) {
        MessageDigest digest = ContentHasher.newDigest(HashAlgorithm.SHA256);
        digest.update(archive.id().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(path.value().getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(digest.digest(), KEY_BYTES);
    }

    private static byte[] encode(ExpectedFile file, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(format);
            out.writeUTF(file.hash().algorithm().name());
            out.write(file.hash().digest());
            out.writeLong(file.sizeBytes());
            PackageIds.write(out, file.packageId());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    private static Former decode(ArchivePath path, byte[] value) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException("place of unknown version " + version);
            }
            String format = in.readUTF();
            HashAlgorithm algorithm = HashAlgorithm.valueOf(in.readUTF());
            ContentHash hash = ContentHash.of(algorithm, in.readNBytes(algorithm.digestBytes()));
            long sizeBytes = in.readLong();
            Optional<PackageId> id = PackageIds.read(in);
            return new Former(new ExpectedFile(path, hash, sizeBytes, id), format);
        } catch (IOException e) {
            throw new UncheckedIOException("place cut short", e);
        }
    }
}
