package dev.potluck.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Programs that are run to their end. */
final class Commands {
    private Commands() {}

    /**
     * Runs a program and returns what it wrote.
     *
     * @throws IOException if it fails, with its output
     */
    static String run(String... command) throws IOException {
        return finish(new ProcessBuilder(command).redirectErrorStream(true));
    }

    /** As {@link #run}, for a program whose standard output nobody wants. */
    static void runDropping(String... command) throws IOException {
        finish(new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT));
    }

    /** Whether a program ends with 0. */
    static boolean succeeds(String... command) throws IOException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String finish(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int status = process.waitFor();
            if (status != 0) {
                List<String> command = builder.command();
                throw new IOException(command + " ended with " + status + ":\n" + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return output;
    }
}
