package dev.potluck.bench;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server of the benchmark, run as a child process, with its output in a log file. */
final class ServerProcess implements Closeable {
    static final int START_TIMEOUT_SECONDS = 60;
    static final int STOP_TIMEOUT_SECONDS = 20;
    private static final int LOG_TAIL_CHARS = 2_000;

    private final Process process;
    private final int port;
    private final Path log;

    private ServerProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /**
     * Starts a server and waits until it accepts connections.
     *
     * @throws IOException if it ends or is not there in time, with the end of its log
     */
    static ServerProcess start(List<String> command, int port, Path log) throws IOException {
        ServerProcess server = launch(command, port, log);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_TIMEOUT_SECONDS);
        while (!server.accepts()) {
            if (!server.process.isAlive() || System.nanoTime() > deadline) {
                server.close();
                throw new IOException(
                        command + " does not listen on port " + port + ":\n" + server.logTail());
            }
            Pause.milliseconds(5);
        }
        return server;
    }

    /** Starts a server and returns at once. */
    static ServerProcess launch(List<String> command, int port, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return new ServerProcess(process, port, log);
    }

    int port() {
        return port;
    }

    /** The CPU time and memory of this server and its children. */
    ProcessMeter meter() {
        return new ProcessMeter(process.toHandle());
    }

    boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** All that it wrote so far. */
    String log() throws IOException {
        return Files.readString(log);
    }

    String logTail() throws IOException {
        String text = log();
        return text.substring(Math.max(0, text.length() - LOG_TAIL_CHARS));
    }

    /** Ends it as a power cut would. */
    void kill() throws IOException {
        process.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        close();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
