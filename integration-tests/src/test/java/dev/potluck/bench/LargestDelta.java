package dev.potluck.bench;

import dev.potluck.api.ContentHash;
import dev.potluck.api.DeltaCodec;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.app.deltas.DeltaProcesses;
import dev.potluck.app.deltas.DeltaProcesses.Priority;
import dev.potluck.delta.BlobFile;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The memory of the processes that make and read a delta, for a package whose content is as large
 * as contents may be: one made for it, as few real ones come near.
 */
final class LargestDelta {
    private static final long SEED = 7;
    private static final int MARGIN_BYTES = 1 << 20;
    private static final int BLOCK_BYTES = 1 << 16;
    private static final int POLL_MS = 10;

    private LargestDelta() {}

    static void measure(Lab lab, Path plugins, Scores scores) throws IOException {
        Path folder = lab.directory("largest");
        Path older = deb(folder.resolve("older"), 1);
        Path newer = deb(folder.resolve("newer"), 2);
        Path delta = folder.resolve("delta");
        try (DeltaProcesses processes = DeltaBenchmark.processes(lab, plugins, Priority.NORMAL)) {
            double encodeMb = peakMb(() -> {
                try {
                    processes.encode(blob(newer), blob(older), delta);
                } catch (IOException noUse) {
                    System.out.println("largest content: " + noUse.getMessage());
                }
            });
            System.out.printf("largest content: %.0f MB resident to encode%n", encodeMb);
            scores.add(Metric.ENCODE_RSS_MB, Potluck.NAME, encodeMb);
            if (!Files.exists(delta) || Files.size(delta) < MARGIN_BYTES / 2) {
                return; // what a failed codec leaves is the head alone
            }
            double decodeMb = peakMb(() -> {
                try (InputStream again = processes.decode(delta, newer, true)) {
                    Path copy = folder.resolve("again");
                    Files.copy(again, copy);
                    if (Files.mismatch(copy, older) >= 0) {
                        throw new IOException("the largest package was not made again");
                    }
                }
            });
            scores.add(Metric.DECODE_RSS_MB, Potluck.NAME, decodeMb);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /** The most that this program's children had resident, mapped files included. */
    private static double peakMb(Work work) throws IOException {
        AtomicBoolean done = new AtomicBoolean();
        double[] peakMb = {0};
        Thread watch = new Thread(() -> {
            while (!done.get()) {
                ProcessHandle.current().children().forEach(child -> {
                    try {
                        peakMb[0] = Math.max(peakMb[0], new ProcessMeter(child).peakRssMb());
                    } catch (IOException ended) {
                        // it is not there any more
                    }
                });
                Pause.milliseconds(POLL_MS);
            }
        });
        watch.start();
        try {
            work.run();
        } finally {
            done.set(true);
            join(watch);
        }
        return peakMb[0];
    }

    private static void join(Thread thread) throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** A .deb; those of two versions have nine blocks of ten in common. */
    private static Path deb(Path name, int version) throws IOException {
        Path content = Files.createFile(name.resolveSibling(name.getFileName() + ".tar"));
        Random common = new Random(SEED);
        Random own = new Random(version);
        try (OutputStream out = Files.newOutputStream(content)) {
            long blocks = (DeltaCodec.MAX_CONTENT_BYTES - MARGIN_BYTES) / BLOCK_BYTES;
            for (long i = 0; i < blocks; i++) {
                byte[] block = words(common);
                out.write(common.nextInt(10) == 0 ? words(own) : block);
            }
        }
        Commands.run(Tools.XZ.command(), "-6", "-T1", content.toString());
        byte[] packed = Files.readAllBytes(Path.of(content + ".xz"));
        Path deb = name.resolveSibling(name.getFileName() + ".deb");
        try (OutputStream out = Files.newOutputStream(deb)) {
            out.write("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
            member(out, "debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII));
            member(out, "data.tar.xz", packed);
        }
        return deb;
    }

    /** A sixteenth of it noise, between runs of one byte. */
    private static byte[] words(Random random) {
        byte[] block = new byte[BLOCK_BYTES];
        random.nextBytes(block);
        for (int i = 0; i < block.length; i++) {
            if ((i >> 4 & 15) != 0) {
                block[i] = 0;
            }
        }
        return block;
    }

    private static void member(OutputStream deb, String name, byte[] content) throws IOException {
        String head =
                "%-16s%-12d%-6d%-6d%-8s%-10d`\n".formatted(name, 0, 0, 0, "100644", content.length);
        deb.write(head.getBytes(StandardCharsets.US_ASCII));
        deb.write(content);
        if (content.length % 2 != 0) {
            deb.write('\n');
        }
    }

    private static BlobFile blob(Path file) throws IOException {
        return new BlobFile(
                file,
                ContentHash.ofHex(
                        HashAlgorithm.SHA256, MirrorCopy.sha256(Files.readAllBytes(file))));
    }
}
