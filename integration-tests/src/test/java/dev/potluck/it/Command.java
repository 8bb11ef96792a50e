package dev.potluck.it;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One run of a system program, with its output kept and its time limited. */
public final class Command {
    static final Duration DEFAULT_LIMIT = Duration.ofMinutes(2);

    private final List<String> words = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private Path folder = Path.of(".");
    private Duration limit = DEFAULT_LIMIT;
    private @Nullable Path outputFile;

    /** What a program left behind: its exit code, and what it wrote on both streams. */
    public record Outcome(String command, int exitCode, String output) {
        /** Fails the test when the program failed. */
        public Outcome orFail() {
            if (exitCode != 0) {
                throw new AssertionError(command + " ended with " + exitCode + ":\n" + output);
            }
            return this;
        }
    }

    private Command(List<String> words) {
        this.words.addAll(words);
    }

    /** @param tool a program that {@link Tools} knows */
    static Command of(String tool, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(Tools.require(tool));
        words.addAll(Arrays.asList(arguments));
        return new Command(words);
    }

    /** A program given by its words; the first is a path. */
    static Command of(List<String> words) {
        return new Command(words);
    }

    Command in(Path newFolder) {
        folder = newFolder;
        return this;
    }

    Command with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Command within(Duration newLimit) {
        limit = newLimit;
        return this;
    }

    /** Sends standard output to a file; the outcome then has the errors only. */
    Command outputTo(Path file) {
        outputFile = file;
        return this;
    }

    /** Runs to the end; a program over its time is killed with its children, and fails the test. */
    Outcome run() {
        Path log = null;
        try {
            log = Files.createTempFile("potluck-it-", ".log");
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            if (outputFile != null) {
                builder.redirectErrorStream(false)
                        .redirectOutput(outputFile.toFile())
                        .redirectError(log.toFile());
            }
            builder.environment().put("LC_ALL", "C.UTF-8");
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            String output = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
            String command = String.join(" ", words);
            if (!ended) {
                throw new AssertionError(command + " did not end within " + limit + ":\n" + output);
            }
            return new Outcome(command, process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while running " + words, e);
        } finally {
            deleteQuietly(log);
        }
    }

    private static void deleteQuietly(@Nullable Path log) {
        if (log != null && !log.toFile().delete()) {
            log.toFile().deleteOnExit();
        }
    }
}
