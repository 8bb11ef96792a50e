package dev.potluck.delta;

import dev.potluck.api.CompressedPart;
import dev.potluck.api.ContentHash;
import dev.potluck.api.DeltaCodec;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.PackageContainer;
import dev.potluck.hash.ContentHasher;
import dev.potluck.recreate.Layouts;
import dev.potluck.recreate.Parts;
import dev.potluck.recreate.Presets;
import dev.potluck.recreate.Recipe;
import dev.potluck.recreate.UnfitFileException;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.List;

/**
 * Makes and reads deltas, one at a time. It takes memory and time, and calls plugins: it belongs in
 * a process of its own.
 *
 * <p>Payloads stand in files of the work folder, where codecs can map them.
 */
public final class DeltaWork {
    /** A delta is worth having if it takes at most so much of its target's file. */
    static final double MAX_SHARE = 0.7;

    private final List<DeltaCodec> codecs;
    private final List<PackageContainer> containers;
    private final Path workFolder;

    /** @param workFolder empties itself with the process; has room for two contents and a delta */
    public DeltaWork(List<DeltaCodec> codecs, List<PackageContainer> containers, Path workFolder) {
        this.codecs = codecs;
        this.containers = containers;
        this.workFolder = workFolder;
    }

    /**
     * Writes {@code delta}, the difference of {@code target} from {@code base}.
     *
     * @throws UnfitFileException if it would be no use, the codec gives up, or a file is not what
     *     it should be
     */
    public void encode(BlobFile base, BlobFile target, Path delta) throws IOException {
        try (FileChannel baseFile = open(base);
                FileChannel targetFile = open(target)) {
            Recipe baseRecipe = layout(baseFile);
            Recipe targetRecipe = Presets.find(layout(targetFile), targetFile);
            if (!targetRecipe.hasStreams()) {
                throw new UnfitFileException("nothing in it can be packed again bit by bit");
            }
            Path payload = payload(targetRecipe, targetFile, "target");
            DeltaFile head = new DeltaFile(
                    base.sha256(),
                    target.sha256(),
                    hashOf(payload),
                    newestCodec().name(),
                    baseRecipe,
                    targetRecipe);
            write(head, payload(baseRecipe, baseFile, "base"), payload, delta);
        }
    }

    /**
     * Writes {@code newDelta}, the same target as {@code delta} but the difference from another
     * base.
     *
     * @throws UnfitFileException if it would be no use, or the delta is not of that base
     */
    public void rebase(Path delta, Path base, BlobFile newBase, Path newDelta) throws IOException {
        try (DataInputStream in = open(delta);
                FileChannel newBaseFile = open(newBase)) {
            DeltaFile head = readHead(in);
            Path payload = decodePayload(head, base, in);
            Recipe baseRecipe = layout(newBaseFile);
            write(
                    head.withBase(newBase.sha256(), baseRecipe, newestCodec().name()),
                    payload(baseRecipe, newBaseFile, "new-base"),
                    payload,
                    newDelta);
        }
    }

    /**
     * Writes the file that a delta stands for, as it is made.
     *
     * @throws UnfitFileException if the delta is damaged, or not of that base
     */
    public void decode(Path delta, Path base, OutputStream target) throws IOException {
        try (DataInputStream in = open(delta)) {
            DeltaFile head = readHead(in);
            Path payload = decodePayload(head, base, in);
            DigestOutputStream hashed =
                    new DigestOutputStream(target, ContentHasher.newDigest(HashAlgorithm.SHA256));
            try (InputStream content = Files.newInputStream(payload)) {
                Parts.putTogether(head.targetRecipe(), content, hashed);
            }
            target.flush();
            byte[] digest = hashed.getMessageDigest().digest();
            if (!ContentHash.of(HashAlgorithm.SHA256, digest).equals(head.target())) {
                throw new UnfitFileException("packed again, it differs: by another liblzma?");
            }
        }
    }

    private static DeltaFile readHead(DataInputStream in) throws IOException {
        try {
            return DeltaFile.read(in);
        } catch (EOFException e) {
            throw new UnfitFileException("the delta is cut short");
        }
    }

    private Path decodePayload(DeltaFile head, Path base, InputStream delta) throws IOException {
        Path basePayload;
        try (FileChannel baseFile = FileChannel.open(base)) {
            basePayload = payload(head.baseRecipe(), baseFile, "base");
        }
        Path payload = workFolder.resolve("decoded");
        long sizeBytes = requireSmall(head.targetRecipe()).payloadBytes();
        try (FileChannel known = FileChannel.open(basePayload);
                OutputStream out = new LimitedOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(payload)),
                        sizeBytes,
                        "the codec writes more than the target holds")) {
            codec(head.codec()).decode(known, delta, out);
        }
        Files.delete(basePayload);
        if (!hashOf(payload).equals(head.payload())) {
            throw new UnfitFileException("the delta does not give what it was made from");
        }
        return payload;
    }

    private void write(DeltaFile head, Path basePayload, Path payload, Path delta)
            throws IOException {
        long maxBytes = (long) (head.targetRecipe().fileBytes() * MAX_SHARE);
        try (FileChannel known = FileChannel.open(basePayload);
                FileChannel content = FileChannel.open(payload);
                LimitedOutputStream limited = new LimitedOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(delta)),
                        maxBytes,
                        "the delta is too large to be of use")) {
            head.write(new DataOutputStream(limited));
            encode(codec(head.codec()), known, content, limited);
        }
    }

    /** A codec that gives up would do so again; a disk that fails may be well the next time. */
    private static void encode(
            DeltaCodec codec, FileChannel base, FileChannel target, LimitedOutputStream delta)
            throws IOException {
        try {
            codec.encode(base, target, delta);
        } catch (IOException e) {
            if (e instanceof UnfitFileException || delta.isBroken()) {
                throw e;
            }
            throw new UnfitFileException(codec.name() + " gives up: " + e.getMessage());
        }
    }

    private Recipe layout(FileChannel file) throws IOException {
        List<CompressedPart> parts = List.of();
        for (PackageContainer container : containers) {
            file.position(0);
            parts = container.parts(file);
            if (!parts.isEmpty()) {
                break;
            }
        }
        return Layouts.of(file, parts, DeltaCodec.MAX_CONTENT_BYTES);
    }

    private Path payload(Recipe recipe, FileChannel file, String name) throws IOException {
        requireSmall(recipe);
        Path payload = workFolder.resolve(name);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(payload))) {
            Parts.takeApart(recipe, file, out);
        }
        return payload;
    }

    private static Recipe requireSmall(Recipe recipe) throws UnfitFileException {
        if (recipe.payloadBytes() > DeltaCodec.MAX_CONTENT_BYTES) {
            throw new UnfitFileException(
                    "a content of " + recipe.payloadBytes() + " bytes is too large for a delta");
        }
        return recipe;
    }

    private static ContentHash hashOf(Path file) throws IOException {
        try (FileChannel content = FileChannel.open(file)) {
            return ContentHasher.sha256(content);
        }
    }

    private static FileChannel open(BlobFile blob) throws IOException {
        FileChannel file = FileChannel.open(blob.path());
        if (!ContentHasher.sha256(file).equals(blob.sha256())) {
            file.close();
            throw new UnfitFileException(blob.path() + " was changed by someone else");
        }
        return file;
    }

    private static DataInputStream open(Path delta) throws IOException {
        return new DataInputStream(new BufferedInputStream(Files.newInputStream(delta)));
    }

    /** What new deltas are made with: a third party's goes before ours. */
    private DeltaCodec newestCodec() throws IOException {
        if (codecs.isEmpty()) {
            throw new IOException("no plugin brings a delta codec");
        }
        return codecs.get(codecs.size() - 1);
    }

    /** A codec that is gone may come back: what it made is not damaged. */
    private DeltaCodec codec(String name) throws IOException {
        return codecs.stream()
                .filter(codec -> codec.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IOException("no plugin brings the delta codec " + name));
    }
}
