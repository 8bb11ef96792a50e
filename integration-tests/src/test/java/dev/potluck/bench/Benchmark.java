package dev.potluck.bench;

import java.io.IOException;
import java.util.List;

/** One row, or a few that are measured together, of the table of targets. */
interface Benchmark {
    /** What the command line calls it. */
    String name();

    String title();

    List<Target> targets();

    /**
     * Measures, with servers that live as long as the lab.
     *
     * @throws IOException if a server cannot be started or answers wrongly
     */
    Scores run(Lab lab) throws IOException;
}
