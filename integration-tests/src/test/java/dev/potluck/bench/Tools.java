package dev.potluck.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs that the benchmarks run, and the Debian packages they come in. */
enum Tools {
    NGINX("nginx", "nginx-light"),
    APT_CACHER_NG("apt-cacher-ng", "apt-cacher-ng"),
    SQUID("squid", "squid"),
    WRK("wrk", "wrk"),
    XZ("xz", "xz-utils"),
    APT_GET("apt-get", "apt");

    private final String program;
    private final String debianPackage;

    Tools(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    /** The program's path. */
    String command() {
        return find(program)
                .orElseThrow(() -> new IllegalStateException(program + " is missing"))
                .toString();
    }

    /** The command that installs what is missing; empty when nothing is. */
    static Optional<String> installCommand() {
        List<String> missing = Arrays.stream(values())
                .filter(tool -> find(tool.program).isEmpty())
                .map(tool -> tool.debianPackage)
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "apt-get install --no-install-recommends " + String.join(" ", missing));
    }

    /** Where a program is, if the machine has it. */
    static Optional<Path> find(String program) {
        Stream<String> path = Arrays.stream(System.getenv("PATH").split(File.pathSeparator));
        return Stream.concat(path, Stream.of("/usr/sbin", "/sbin"))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
