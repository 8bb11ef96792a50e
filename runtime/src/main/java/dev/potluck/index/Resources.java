package dev.potluck.index;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hashdb.HashDb;
import dev.potluck.hashdb.Table;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The last version of each file that no index lists, by its address. Value of
 * {@code Table.RESOURCES}: etag, lastModified, content type (each u16 length and UTF-8), SHA-256
 * (32).
 */
public final class Resources {
    /**
     * One version of an unlisted file.
     *
     * @param validators what the mirror said to recognise it by
     * @param contentType its Content-Type; empty if there was none
     * @param sha256 the name of its blob
     */
    public record Resource(Validators validators, String contentType, ContentHash sha256) {}

    private final HashDb db;

    public Resources(HashDb db) {
        this.db = db;
    }

    /** The version last stored of what stands at that address. */
    public Optional<Resource> find(String address) {
        return db.read(view -> view.get(Table.RESOURCES, key(address))).map(Resources::decode);
    }

    /** Notes the version that is stored now. Blocking. */
    public void put(String address, Resource resource) throws IOException {
        byte[] value = encode(resource);
        db.writeNow(view -> view.put(Table.RESOURCES, key(address), value));
    }

    /** Forgets what is said of blobs that are gone. Blocking. */
    public void forget(Predicate<ContentHash> isGone) throws IOException {
        db.deleteAll(Table.RESOURCES, (key, value) -> isGone.test(decode(value).sha256()));
    }

    private static byte[] key(String address) {
        return ContentHasher.sha256(address.getBytes(StandardCharsets.UTF_8)).digest();
    }

    private static byte[] encode(Resource resource) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(resource.validators().etag());
            out.writeUTF(resource.validators().lastModified());
            out.writeUTF(resource.contentType());
            out.write(resource.sha256().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    private static Resource decode(byte[] value) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            return new Resource(
                    new Validators(in.readUTF(), in.readUTF()),
                    in.readUTF(),
                    ContentHash.of(HashAlgorithm.SHA256, in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("resource record cut short", e);
        }
    }
}
