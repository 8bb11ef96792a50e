package dev.potluck.bench;

import dev.potluck.api.CompressedPart;
import dev.potluck.api.ContentHash;
import dev.potluck.api.DeltaCodec;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.PackageContainer;
import dev.potluck.bench.DebSamples.Pair;
import dev.potluck.delta.BlobFile;
import dev.potluck.delta.DeltaWork;
import dev.potluck.plugin.PluginHost;
import dev.potluck.recreate.Layouts;
import dev.potluck.recreate.Parts;
import dev.potluck.recreate.Presets;
import dev.potluck.recreate.Recipe;
import dev.potluck.recreate.Segment;
import dev.potluck.recreate.UnfitFileException;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes and reads deltas in this process, one after another, and measures each. */
final class DeltaTrial {
    private final List<PackageContainer> containers;
    private final TimedCodec codec;
    private final DeltaWork deltas;
    private final Path work;
    private final Optional<Path> zstd = Tools.find("zstd");
    private final List<Result> results = new ArrayList<>();

    /**
     * One pair.
     *
     * @param wholeBytes the old version's file
     * @param deltaBytes what is kept instead; all of the file if a delta is no use
     * @param payloadBytes the old version's content
     * @param zstdBytes the patch of the competitor, but not more than the file; 0 without it
     */
    record Result(
            long wholeBytes,
            long deltaBytes,
            long payloadBytes,
            double encodeSeconds,
            double decodeSeconds,
            double packSeconds,
            long zstdBytes,
            double zstdSeconds) {
        boolean isWhole() {
            return deltaBytes == wholeBytes;
        }
    }

    DeltaTrial(PluginHost plugins, Path work) {
        this.containers = plugins.containers();
        this.codec = new TimedCodec(plugins.deltaCodecs().get(0));
        this.work = work;
        this.deltas = new DeltaWork(List.of(codec), containers, work);
    }

    List<Result> results() {
        return results;
    }

    void run(Pair pair) throws IOException {
        Path older = DebSamples.file(pair.older());
        Path newer = DebSamples.file(pair.newer());
        long wholeBytes = Files.size(older);
        Path delta = work.resolve("delta");
        double before = codec.seconds;
        boolean isUseful = encode(blob(newer, pair.newer()), blob(older, pair.older()), delta);
        double encodeSeconds = codec.seconds - before;
        Path payload = work.resolve("target");
        long start = System.nanoTime();
        Path patch = work.resolve("patch");
        zstd(work.resolve("base"), payload, patch);
        double zstdSeconds = zstd.isPresent() ? seconds(start) : 0;
        long zstdBytes = zstd.isPresent() ? Math.min(wholeBytes, Files.size(patch)) : 0;
        double decodeSeconds = 0;
        double packSeconds = 0;
        if (isUseful) {
            Recipe recipe = recipe(older);
            start = System.nanoTime();
            deltas.decode(delta, newer, OutputStream.nullOutputStream()); // compares the hash
            decodeSeconds = seconds(start);
            start = System.nanoTime();
            pack(recipe, payload, OutputStream.nullOutputStream());
            packSeconds = seconds(start);
        }
        results.add(new Result(
                wholeBytes,
                isUseful ? Files.size(delta) : wholeBytes,
                Files.size(payload),
                encodeSeconds,
                decodeSeconds,
                packSeconds,
                zstdBytes,
                zstdSeconds));
    }

    private boolean encode(BlobFile base, BlobFile target, Path delta) throws IOException {
        try {
            deltas.encode(base, target, delta);
            return true;
        } catch (UnfitFileException noUse) {
            return false;
        } catch (IOException codecs) {
            if (Files.exists(work.resolve("target"))) {
                System.out.println("no delta of " + target.path() + ": " + codecs.getMessage());
                return false;
            }
            throw codecs;
        }
    }

    private void zstd(Path base, Path target, Path patch) throws IOException {
        if (zstd.isPresent()) {
            Commands.run(
                    zstd.get().toString(),
                    "-q",
                    "-f",
                    "-3",
                    "--patch-from=" + base,
                    target.toString(),
                    "-o",
                    patch.toString());
        }
    }

    /** Whether every compressed member of a package is made again from its content, bit by bit. */
    boolean isRecreated(Path deb) throws IOException {
        Recipe recipe = recipe(deb);
        try (FileChannel file = FileChannel.open(deb)) {
            for (CompressedPart part : parts(file)) {
                if (!isPacked(recipe, part)) {
                    return false;
                }
            }
            Path payload = work.resolve("payload");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(payload))) {
                Parts.takeApart(recipe, file, out);
            }
            Path again = work.resolve("again");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(again))) {
                pack(recipe, payload, out);
            }
            return Files.mismatch(deb, again) < 0;
        }
    }

    /** Whether a stream begins in a part of the file: what cannot be made again is verbatim. */
    private static boolean isPacked(Recipe recipe, CompressedPart part) {
        long at = 0;
        for (Segment segment : recipe.segments()) {
            if (!(segment instanceof Segment.Verbatim)
                    && at >= part.offsetBytes()
                    && at < part.offsetBytes() + part.sizeBytes()) {
                return true;
            }
            at += segment.fileBytes();
        }
        return false;
    }

    private Recipe recipe(Path deb) throws IOException {
        try (FileChannel file = FileChannel.open(deb)) {
            Recipe layout = Layouts.of(file, parts(file), DeltaCodec.MAX_CONTENT_BYTES);
            return Presets.find(layout, file);
        }
    }

    private List<CompressedPart> parts(FileChannel file) throws IOException {
        for (PackageContainer container : containers) {
            file.position(0);
            List<CompressedPart> parts = container.parts(file);
            if (!parts.isEmpty()) {
                return parts;
            }
        }
        return List.of();
    }

    private static void pack(Recipe recipe, Path payload, OutputStream file) throws IOException {
        try (InputStream content =
                new BufferedInputStream(Files.newInputStream(payload, StandardOpenOption.READ))) {
            Parts.putTogether(recipe, content, file);
        }
    }

    static BlobFile blob(Path file, DebIndex.Deb deb) {
        return new BlobFile(file, ContentHash.ofHex(HashAlgorithm.SHA256, deb.sha256()));
    }

    private static double seconds(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    /** Another codec, and how long it took to encode. */
    private static final class TimedCodec implements DeltaCodec {
        private final DeltaCodec codec;
        private double seconds;

        TimedCodec(DeltaCodec codec) {
            this.codec = codec;
        }

        @Override
        public String name() {
            return codec.name();
        }

        @Override
        public void encode(SeekableByteChannel base, SeekableByteChannel target, OutputStream delta)
                throws IOException {
            long start = System.nanoTime();
            try {
                codec.encode(base, target, delta);
            } finally {
                seconds += DeltaTrial.seconds(start);
            }
        }

        @Override
        public void decode(SeekableByteChannel base, InputStream delta, OutputStream target)
                throws IOException {
            codec.decode(base, delta, target);
        }
    }
}
