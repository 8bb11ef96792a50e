package dev.potluck.app.deltas;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** A program that has a delta read which never ends, and waits for it. */
final class DeltaParent {
    private DeltaParent() {}

    /** @param args built-in plugins, third parties' plugins, work folder, delta */
    public static void main(String... args) throws IOException {
        DeltaProcesses.Folders folders =
                new DeltaProcesses.Folders(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]));
        Path delta = Path.of(args[3]);
        try (DeltaProcesses processes =
                        new DeltaProcesses(folders, DeltaProcesses.Priority.BACKGROUND);
                InputStream content = processes.decode(delta, delta, false)) {
            content.readAllBytes();
        }
    }
}
