package dev.potluck.delta;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.recreate.Recipe;
import dev.potluck.recreate.UnfitFileException;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The head of a delta's file; the codec's own bytes follow to the end. It holds all that reading
 * takes besides the base and the codec. Big-endian:
 *
 * <pre>
 * magic          8    "POTLUCKD"
 * version        u8   = 1
 * base           32   SHA-256 of the base's file
 * target         32   SHA-256 of the file that comes of it
 * payload        32   SHA-256 of the target's payload
 * codec          u16 and UTF-8
 * base recipe    how the base is taken apart, see {@link Recipe}
 * target recipe  how the target is put together
 * </pre>
 *
 * @param base SHA-256 of the base's file
 * @param target SHA-256 of the file that comes of it
 * @param payload SHA-256 of the target's payload: a wrong base is noticed before the target is
 *     packed, which takes a hundred times longer
 * @param codec name and version
 * @param baseRecipe how the base is taken apart; its settings do not count
 * @param targetRecipe how the target is put together
 */
record DeltaFile(
        ContentHash base,
        ContentHash target,
        ContentHash payload,
        String codec,
        Recipe baseRecipe,
        Recipe targetRecipe) {
    private static final byte[] MAGIC = {'P', 'O', 'T', 'L', 'U', 'C', 'K', 'D'};
    private static final int VERSION = 1;

    DeltaFile withBase(ContentHash otherBase, Recipe otherRecipe, String otherCodec) {
        return new DeltaFile(otherBase, target, payload, otherCodec, otherRecipe, targetRecipe);
    }

    void write(DataOutputStream out) throws IOException {
        out.write(MAGIC);
        out.writeByte(VERSION);
        out.write(base.digest());
        out.write(target.digest());
        out.write(payload.digest());
        out.writeUTF(codec);
        baseRecipe.write(out);
        targetRecipe.write(out);
    }

    /** @throws UnfitFileException if it is no delta, or one of another version */
    static DeltaFile read(DataInputStream in) throws IOException {
        if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
            throw new UnfitFileException("not a delta's file");
        }
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new UnfitFileException("a delta of unknown version " + version);
        }
        return new DeltaFile(
                readHash(in),
                readHash(in),
                readHash(in),
                readName(in),
                Recipe.read(in),
                Recipe.read(in));
    }

    private static String readName(DataInputStream in) throws IOException {
        try {
            return in.readUTF();
        } catch (UTFDataFormatException e) {
            throw new UnfitFileException("a delta's codec has no name");
        }
    }

    static DeltaFile read(Path file) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            return read(in);
        }
    }

    private static ContentHash readHash(DataInputStream in) throws IOException {
        byte[] digest = new byte[HashAlgorithm.SHA256.digestBytes()];
        in.readFully(digest);
        return ContentHash.of(HashAlgorithm.SHA256, digest);
    }
}
