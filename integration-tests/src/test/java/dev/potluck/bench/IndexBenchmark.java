package dev.potluck.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Packages.xz of a whole distribution: from the request to the line in the node's log that says
 * that all of it is in the store, against {@code xz -dc} of the same file. Each round asks for the
 * archive under another path, which is another archive to the node.
 */
final class IndexBenchmark implements Benchmark {
    private static final String XZ = "xz -dc";
    private static final int POLL_MS = 2;
    private static final int TIMEOUT_MS = 60_000;
    private static final int MIN_FILES = 50_000;
    private static final Pattern DONE = Pattern.compile("/Packages\\.xz lists (\\d+) files");

    @Override
    public String name() {
        return "index";
    }

    @Override
    public String title() {
        return "Packages.xz of the machine's archive, main, into the store";
    }

    @Override
    public List<Target> targets() {
        return List.of(
                Target.atMost(Metric.INDEX_SECONDS, 2, XZ),
                Target.atMost(Metric.FIRST_INDEX_SECONDS, 2, XZ));
    }

    @Override
    public Scores run(Lab lab) throws IOException {
        Path root = lab.directory("mirror");
        MirrorCopy copy = MirrorCopy.download(lab.directory("copy"));
        Origin origin = Origin.start(lab, root);
        Scores scores = new Scores();
        for (int process = 0; process < (lab.options().rounds() + 1) / 2; process++) {
            try (Lab fresh = new Lab(lab.options())) {
                List<Contender> nodes = fresh.potluck(origin.url()).stream().toList();
                for (int turn = 0; turn <= lab.options().rounds(); turn++) {
                    Metric metric = turn == 0 ? Metric.FIRST_INDEX_SECONDS : Metric.INDEX_SECONDS;
                    String archive = "/archive%d-%d/".formatted(process, turn);
                    Files.createSymbolicLink(root.resolve(archive.replace("/", "")), copy.root());
                    scores.add(metric, XZ, decompressSeconds(copy.root().resolve(copy.byHash())));
                    for (Contender node : nodes) {
                        scores.add(metric, node.name(), readSeconds(node, archive, copy));
                    }
                }
            }
        }
        return scores;
    }

    private static double readSeconds(Contender node, String archive, MirrorCopy copy)
            throws IOException {
        Warmth.get(node, archive + copy.inRelease());
        long before = indexesRead(node);
        long start = System.nanoTime();
        Warmth.get(node, archive + copy.byHash());
        while (indexesRead(node) == before) {
            if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS)) {
                throw new IOException("the index is not read:\n" + node.server().logTail());
            }
            Pause.milliseconds(POLL_MS);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** How many indexes of a whole distribution the node says it has read. */
    private static long indexesRead(Contender node) throws IOException {
        return DONE.matcher(node.server().log())
                .results()
                .filter(line -> Integer.parseInt(line.group(1)) >= MIN_FILES)
                .count();
    }

    private static double decompressSeconds(Path file) throws IOException {
        long start = System.nanoTime();
        Commands.runDropping(Tools.XZ.command(), "-dc", file.toString());
        return (System.nanoTime() - start) / 1e9;
    }
}
