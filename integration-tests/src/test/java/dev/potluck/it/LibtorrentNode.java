package dev.potluck.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node of another program: libtorrent's DHT, driven by {@code libtorrent_dht.py}. */
final class LibtorrentNode implements AutoCloseable {
    /** Debian's own: libtorrent's module belongs to it. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final long STOP_LIMIT_S = 10;

    private final Process process;
    private final OutputStream commands;
    private final BufferedReader answers;
    private final int port;

    private LibtorrentNode(Process process) throws IOException {
        this.process = process;
        this.commands = process.getOutputStream();
        this.answers = process.inputReader(UTF_8);
        this.port = Integer.parseInt(word(readAnswer(), 1));
    }

    /** Starts a node; {@code folder} takes its program. */
    static LibtorrentNode start(Path folder) throws IOException {
        Path program = folder.resolve("libtorrent_dht.py");
        try (InputStream source = LibtorrentNode.class.getResourceAsStream("libtorrent_dht.py")) {
            if (source == null) {
                throw new AssertionError("libtorrent_dht.py is missing");
            }
            if (!Files.exists(program)) {
                Files.copy(source, program);
            }
        }
        return new LibtorrentNode(new ProcessBuilder(PYTHON, program.toString())
                .redirectErrorStream(true)
                .start());
    }

    int port() {
        return port;
    }

    /** Makes another node of loopback known to it. */
    LibtorrentNode knowing(int otherPort) {
        ask("node " + otherPort);
        return this;
    }

    int nodes() {
        return Integer.parseInt(word(ask("nodes"), 1));
    }

    /** Announces {@link #peer}. */
    void announce(String key) {
        ask("announce " + key);
    }

    /** Itself, as others find it. */
    String peer() {
        return "127.0.0.1:" + port;
    }

    /** What it finds, as {@code 127.0.0.1:7001}. */
    List<String> peers(String key) {
        List<String> words = List.of(ask("peers " + key).split(" "));
        return words.subList(1, words.size());
    }

    /** Stores a string; returns how many nodes took it. */
    int put(String hex) {
        return Integer.parseInt(word(ask("put " + hex), 2));
    }

    /** The string of that target, in hexadecimal digits; empty if there is none. */
    String get(String target) {
        String answer = ask("get " + target);
        return answer.startsWith("item ") ? word(answer, 1) : "";
    }

    private String ask(String command) {
        try {
            commands.write((command + "\n").getBytes(UTF_8));
            commands.flush();
            return readAnswer();
        } catch (IOException e) {
            throw new UncheckedIOException(command, e);
        }
    }

    private String readAnswer() throws IOException {
        String answer = answers.readLine();
        if (answer == null || !answer.matches("(port|ok|nodes|peers|put|item|none)\\b.*")) {
            throw new AssertionError("libtorrent's node said: " + answer);
        }
        return answer;
    }

    private static String word(String answer, int index) {
        return answer.split(" ")[index];
    }

    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(STOP_LIMIT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
