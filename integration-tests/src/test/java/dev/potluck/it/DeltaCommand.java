package dev.potluck.it;

import static org.awaitility.Awaitility.await;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code potluck cache delta} on a home, for all that nobody asks for just now. */
final class DeltaCommand {
    private static final String[] WORDS = {
        "cache",
        "delta",
        "--set",
        "cache.delta-after-minutes=0",
        "--set",
        "cache.free-space-reserve=0"
    };

    private static final Duration CHILD_END_LIMIT = Duration.ofSeconds(60);

    private DeltaCommand() {}

    static Command.Outcome run(Path home) {
        return run(List.of(), home);
    }

    /** With words before it, such as those of {@link Namespaces}. */
    static Command.Outcome run(List<String> inside, Path home) {
        return PotluckProcess.run(inside, home, WORDS);
    }

    /**
     * Begins, and is killed as a power cut would, unless it has ended before. The processes that
     * make its deltas have to follow on their own.
     */
    static void kill(Path home, Duration after) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(PotluckProcess.programFolder().resolve("bin/potluck").toString());
        command.addAll(List.of(WORDS));
        command.addAll(List.of("--home", home.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("JAVA_HOME", requireNonNull(System.getProperty("java.home")));
        Process process = builder.start();
        try {
            process.waitFor(after.toMillis(), TimeUnit.MILLISECONDS);
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly().waitFor();
            for (ProcessHandle child : children) {
                await("the end of " + child).atMost(CHILD_END_LIMIT).until(() -> !child.isAlive());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while `cache delta` ran", e);
        }
    }
}
