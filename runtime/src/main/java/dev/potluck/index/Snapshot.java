package dev.potluck.index;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A root index and the indexes it lists, as one state of an archive. Value of
 * {@code Table.SNAPSHOTS}, strings as u16 length and UTF-8:
 *
 * <pre>
 * version u8 = 1 | archive | root path | format | etag | lastModified | trust
 * adoptedAt i64 ms since 1970 | root SHA-256 (32) | has signature u8 [SHA-256 (32)]
 * root listing i32 | member count i32 | per member: path, algorithm u8, digest, listing i32
 * </pre>
 *
 * @param place where its root index stands
 * @param format the name of the archive's format
 * @param validators the mirror's ETag and Last-Modified of the root index
 * @param trust what is known of its signature, for people
 * @param adoptedAtMs when it was adopted, ms since 1970
 * @param rootHash SHA-256 of the root index
 * @param signatureHash SHA-256 of its detached signature, if it has one
 * @param rootListing number of the listing made from the root index
 * @param members the indexes that clients of this node asked for
 */
public record Snapshot(
        RootPlace place,
        String format,
        Validators validators,
        String trust,
        long adoptedAtMs,
        ContentHash rootHash,
        Optional<ContentHash> signatureHash,
        int rootListing,
        List<Member> members) {
    private static final int VERSION = 1;

    /** An index of this snapshot that was read, and the listing made from it. */
    public record Member(ArchivePath path, ContentHash hash, int listing) {}

    /** The member at that path with that content. */
    public Optional<Member> member(ArchivePath path, ContentHash hash) {
        return members.stream()
                .filter(member -> member.path().equals(path) && member.hash().equals(hash))
                .findFirst();
    }

    Snapshot withMember(Member added) {
        List<Member> all = new ArrayList<>(members);
        all.removeIf(member -> member.path().equals(added.path()));
        all.add(added);
        return new Snapshot(
                place,
                format,
                validators,
                trust,
                adoptedAtMs,
                rootHash,
                signatureHash,
                rootListing,
                List.copyOf(all));
    }

    /** The listings to look a path up in: the root's first. */
    int[] listings() {
        return IntStream.concat(
                        IntStream.of(rootListing), members.stream().mapToInt(Member::listing))
                .filter(number -> number != Listing.NOTHING)
                .toArray();
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(place.archiveId());
            out.writeUTF(place.path().value());
            out.writeUTF(format);
            out.writeUTF(validators.etag());
            out.writeUTF(validators.lastModified());
            out.writeUTF(trust);
            out.writeLong(adoptedAtMs);
            out.write(rootHash.digest());
            out.writeBoolean(signatureHash.isPresent());
            if (signatureHash.isPresent()) {
                out.write(signatureHash.get().digest());
            }
            out.writeInt(rootListing);
            out.writeInt(members.size());
            for (Member member : members) {
                out.writeUTF(member.path().value());
                Hashes.write(out, member.hash());
                out.writeInt(member.listing());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    static Snapshot decode(byte[] value) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException("snapshot record of unknown version " + version);
            }
            return new Snapshot(
                    new RootPlace(in.readUTF(), new ArchivePath(in.readUTF())),
                    in.readUTF(),
                    new Validators(in.readUTF(), in.readUTF()),
                    in.readUTF(),
                    in.readLong(),
                    sha256(in),
                    in.readBoolean() ? Optional.of(sha256(in)) : Optional.empty(),
                    in.readInt(),
                    readMembers(in));
        } catch (IOException e) {
            throw new UncheckedIOException("snapshot record cut short", e);
        }
    }

    private static List<Member> readMembers(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(new Member(new ArchivePath(in.readUTF()), Hashes.read(in), in.readInt()));
        }
        return List.copyOf(members);
    }

    private static ContentHash sha256(DataInputStream in) throws IOException {
        return ContentHash.of(
                HashAlgorithm.SHA256, in.readNBytes(HashAlgorithm.SHA256.digestBytes()));
    }
}
