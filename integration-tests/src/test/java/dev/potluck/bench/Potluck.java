package dev.potluck.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The node that this checkout builds, as {@code potluck run} starts it. */
final class Potluck {
    static final String NAME = "potluck";

    private Potluck() {}

    /** Makes the class-data archive, as the launcher does by itself a while after a first start. */
    static void archiveClasses(Path home) throws IOException {
        Commands.run(Options.PROGRAM.toString(), "archive-classes", "--home", home.toString());
    }

    /** Starts a node that has its class-data archive, as all do but the first. */
    static ServerProcess start(Lab lab) throws IOException {
        Path home = lab.directory(NAME);
        int port = Lab.freePort();
        Path log = home.resolveSibling(NAME + ".log");
        archiveClasses(home);
        return lab.keep(ServerProcess.start(command(home, port), port, log));
    }

    /**
     * Starts a node that finds its neighbours on loopback. It makes no class-data archive: that of
     * several nodes would disturb what is measured.
     */
    static ServerProcess startNeighbour(Lab lab, String name, Path settings) throws IOException {
        int port = Lab.freePort();
        Path home = lab.directory(name);
        List<String> words = new ArrayList<>(List.of("env", "POTLUCK_CDS=off"));
        words.addAll(command(home, port));
        words.addAll(List.of("--config", settings.toString()));
        words.addAll(List.of("--peer-listen", "127.0.0.1:" + Lab.freePort()));
        return lab.keep(ServerProcess.start(words, port, home.resolveSibling(name + ".log")));
    }

    /** Starts a node and returns at once. */
    static ServerProcess launch(Path home, int port) throws IOException {
        return ServerProcess.launch(command(home, port), port, home.resolve("output.log"));
    }

    private static List<String> command(Path home, int port) {
        return List.of(
                Options.PROGRAM.toString(),
                "run",
                "--home",
                home.toString(),
                "--listen",
                "127.0.0.1:" + port);
    }
}
