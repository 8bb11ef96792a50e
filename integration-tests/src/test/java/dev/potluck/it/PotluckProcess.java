package dev.potluck.it;

import static org.awaitility.Awaitility.await;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;

import org.awaitility.core.ConditionTimeoutException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A whole node, run as its users run it: the assembled program, in a process of its own. */
final class PotluckProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final Duration ADMIN_LIMIT = Duration.ofSeconds(10);
    /** Nodes run on the Java that runs the tests. */
    private static final String JAVA_HOME = requireNonNull(System.getProperty("java.home"));

    private static final AtomicInteger SERIAL = new AtomicInteger();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process process;
    private final int port;
    private final Path log;

    private PotluckProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** How a node is to be started; each start makes a new process. */
    static final class Plan {
        private final Path home;
        private final List<String> prefix = new ArrayList<>();
        private final List<String> arguments = new ArrayList<>();
        private final List<String> javaOptions = new ArrayList<>();
        private int port = Machine.freePort();
        private String program = PotluckProcess.program();
        private boolean keepsClassArchive;
        private String peerListen = "127.0.0.1:0";
        private boolean lan;

        private Plan(Path home) {
            this.home = home;
        }

        /** As with {@code --set key=value}. */
        Plan set(String key, String value) {
            arguments.addAll(List.of("--set", key + "=" + value));
            return this;
        }

        /** With a settings file of this text. */
        Plan config(String toml) {
            try {
                Files.createDirectories(home);
                Path file =
                        Files.writeString(home.resolveSibling(home.getFileName() + ".toml"), toml);
                arguments.addAll(List.of("--config", file.toString()));
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Lets the first stop write the class-data archive, which takes the time of a start. */
        Plan keepingClassArchive() {
            keepsClassArchive = true;
            return this;
        }

        /** With another place for other nodes than any free port of loopback. */
        Plan peerListen(String hostAndPort) {
            peerListen = hostAndPort;
            return this;
        }

        /** Joins the network through this node. */
        Plan bootstrap(String hostAndPort) {
            arguments.addAll(List.of("--bootstrap", hostAndPort));
            return this;
        }

        /** Lets the node find others on loopback by multicast DNS. */
        Plan findingLan() {
            lan = true;
            return this;
        }

        /** With another program than the one that was assembled; see {@link #programFolder}. */
        Plan withProgram(Path folder) {
            program = folder.resolve("bin/potluck").toString();
            return this;
        }

        /** With an option for the virtual machine. */
        Plan javaOption(String option) {
            javaOptions.add(option);
            return this;
        }

        Plan port(int newPort) {
            port = newPort;
            return this;
        }

        /** With words before the command, such as those of {@link Namespaces}. */
        Plan inside(List<String> words) {
            prefix.addAll(words);
            return this;
        }

        /** Starts the node and waits until it says that it is well. */
        PotluckProcess start() {
            PotluckProcess node = launch();
            try {
                await("the node's first answer; its log: " + node.log)
                        .atMost(START_LIMIT)
                        .pollInterval(LOOK_AGAIN)
                        .until(() -> {
                            if (!node.process.isAlive()) {
                                throw new AssertionError(
                                        "the node ended at its start:\n" + node.log());
                            }
                            return node.isHealthy();
                        });
            } catch (AssertionError | ConditionTimeoutException e) {
                node.close();
                throw e;
            }
            return node;
        }

        /** Starts a node that is expected to refuse, and returns how it ended and what it said. */
        Command.Outcome startInVain() {
            PotluckProcess node = launch();
            try (node) {
                if (!node.process.waitFor(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new AssertionError(
                            "the node should have refused to start:\n" + node.log());
                }
                return new Command.Outcome("potluck run", node.process.exitValue(), node.log());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while a node ended", e);
            }
        }

        /** Starts the node and waits for nothing. */
        PotluckProcess launch() {
            List<String> words = new ArrayList<>(prefix);
            words.add(program);
            words.addAll(List.of("run", "--home", home.toString()));
            words.addAll(List.of("--listen", "127.0.0.1:" + port));
            words.addAll(List.of("--peer-listen", peerListen));
            words.addAll(List.of("--set", "lan=" + lan));
            words.addAll(arguments);
            try {
                Path log = newLog();
                ProcessBuilder builder = new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
                List<String> options = new ArrayList<>(javaOptions);
                if (!keepsClassArchive) {
                    builder.environment().put("POTLUCK_CDS", "off");
                    options.addAll(ClassArchive.options());
                }
                builder.environment().put("POTLUCK_JAVA_OPTS", String.join(" ", options));
                builder.environment().put("JAVA_HOME", JAVA_HOME);
                Process process = builder.start();
                return new PotluckProcess(process, port, log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A node with its files in this folder, on a free loopback port. */
    static Plan in(Path home) {
        return new Plan(home);
    }

    /** Runs another command of the program, such as {@code cache verify}, on a home. */
    static Command.Outcome run(Path home, String... words) {
        return run(List.of(), home, words);
    }

    /** The same with words before it, such as those of {@link Namespaces}. */
    static Command.Outcome run(List<String> inside, Path home, String... words) {
        List<String> command = new ArrayList<>(inside);
        command.add(program());
        command.addAll(Arrays.asList(words));
        command.addAll(List.of("--home", home.toString()));
        return Command.of(command).with("JAVA_HOME", JAVA_HOME).run();
    }

    int port() {
        return port;
    }

    String uri() {
        return "http://127.0.0.1:" + port;
    }

    long pid() {
        return process.pid();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a word in the log, of a node whose port cannot be reached from here. */
    void awaitLog(String word) {
        await("`" + word + "` in " + log).atMost(START_LIMIT).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("the node ended at its start:\n" + log());
            }
            return log().contains(word);
        });
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What {@code /-/api/v1/status} says. */
    JsonObject status() {
        return new JsonObject(get("/-/api/v1/status").body());
    }

    /** One of the counters in the status, such as {@code traffic}, {@code fromMirrorBytes}. */
    long figure(String group, String name) {
        return requireNonNull(status().getJsonObject(group).getLong(name), name);
    }

    /** Physical memory in use, in kB. */
    long residentKb() {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no VmRSS of " + pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a user or systemd ends it. */
    int stop() {
        process.destroy();
        return awaitEnd();
    }

    /** As a power cut ends it, but for what the kernel still writes. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        kill();
    }

    private int awaitEnd() {
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        "the node did not end within " + STOP_LIMIT + ":\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while a node ended", e);
        }
    }

    private boolean isHealthy() {
        try {
            return get("/-/health").statusCode() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri() + path))
                .timeout(ADMIN_LIMIT)
                .build();
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while asking the node", e);
        }
    }

    /** Where the assembled program is: {@code bin}, {@code lib} and {@code plugins}. */
    static Path programFolder() {
        return requireNonNull(requireNonNull(Path.of(program()).getParent()).getParent());
    }

    private static String program() {
        Path program = Path.of(requireNonNull(System.getProperty("potluck.program")));
        if (!Files.isExecutable(program)) {
            throw new AssertionError(program + " is missing; `mvn package` assembles it");
        }
        return program.toString();
    }

    private static Path newLog() throws IOException {
        Path folder = Path.of(requireNonNull(System.getProperty("potluck.logs")));
        String test = StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> frame.getClassName().endsWith("Test"))
                        .map(frame -> frame.getClassName().replaceFirst(".*\\.", "") + "."
                                + frame.getMethodName())
                        .findFirst()
                        .orElse("node"));
        return Files.createDirectories(folder)
                .resolve(test + "-" + SERIAL.incrementAndGet() + ".log");
    }
}
