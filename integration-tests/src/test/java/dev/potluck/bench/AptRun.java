package dev.potluck.bench;

import dev.potluck.it.AptSource;
import dev.potluck.it.PrivateApt;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A new machine's first minute: update, then some 200 packages, downloaded into a private root. */
final class AptRun {
    /** 201 packages, 60 MB, most of them small, as packages are. */
    static final List<String> SMALL = List.of("lintian");

    /** 217 packages, 156 MB. */
    static final List<String> LARGE = List.of(
            "build-essential",
            "curl",
            "debhelper",
            "gawk",
            "git",
            "mc",
            "nginx-light",
            "openssh-client",
            "python3-pip",
            "rsync",
            "subversion",
            "tmux",
            "vim",
            "w3m");

    private static final Duration LIMIT = Duration.ofMinutes(15);

    private AptRun() {}

    /**
     * @param root a folder that does not exist yet
     * @param packages to install with what they depend on
     * @param proxyPort of a proxy on this machine; apt asks the source itself without one
     * @return how long it took
     */
    static double seconds(
            Path root, AptSource source, List<String> packages, Optional<Integer> proxyPort)
            throws IOException {
        PrivateApt apt = PrivateApt.in(root)
                .source(source)
                .withDateChecksOfMachine()
                .option("APT::Install-Recommends", "false")
                .within(LIMIT);
        proxyPort.ifPresent(apt::proxy);
        long start = System.nanoTime();
        apt.update().orFail();
        apt.install(packages.toArray(String[]::new)).orFail();
        double seconds = (System.nanoTime() - start) / 1e9;
        Lab.delete(root);
        return seconds;
    }
}
