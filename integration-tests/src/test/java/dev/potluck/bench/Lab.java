package dev.potluck.bench;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What one benchmark shares: its private directory, its options, and what to stop afterwards. */
final class Lab implements Closeable {
    private static final int FIRST_PORT = 21_000;
    private static final int LAST_PORT = 31_000;
    private static int nextPort = FIRST_PORT;

    private final Options options;
    private final Path directory;
    private final Deque<Closeable> running = new ArrayDeque<>();

    Lab(Options options) throws IOException {
        this.options = options;
        this.directory = Files.createTempDirectory("potluck-bench-");
        // squid gives up root for a user of its own, who must be able to pass here.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Options options() {
        return options;
    }

    /** A new directory below the private one. */
    Path directory(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }

    /** Remembers something to close when the benchmark ends; the newest goes first. */
    <T extends Closeable> T keep(T resource) {
        running.push(resource);
        return resource;
    }

    /**
     * A loopback port that was free a moment ago, below the range that outgoing connections take
     * theirs from; apt-cacher-ng binds none above 32767.
     */
    static synchronized int freePort() throws IOException {
        for (int port = nextPort; port <= LAST_PORT; port++) {
            if (isFree(port)) {
                nextPort = port + 1;
                return port;
            }
        }
        throw new IOException("no free port from %d to %d".formatted(FIRST_PORT, LAST_PORT));
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (BindException taken) {
            return false;
        }
    }

    /** Starts every contender that was not left out, before the given mirror. */
    List<Contender> contenders(Origin origin) throws IOException {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(Nginx.staticFiles(this, origin.root()));
        if (includes(Nginx.CACHE)) {
            contenders.add(Nginx.proxyCache(this, origin));
        }
        contenders.addAll(proxies(origin.url()));
        return contenders;
    }

    /**
     * Starts those that were not left out and that apt can use as its proxy.
     *
     * @param mirrorUrl what a request through them begins with
     */
    List<Contender> proxies(String mirrorUrl) throws IOException {
        List<Contender> proxies = new ArrayList<>();
        if (includes(AptCacherNg.NAME)) {
            proxies.add(new Contender(AptCacherNg.NAME, AptCacherNg.start(this), mirrorUrl));
        }
        if (includes(Squid.NAME)) {
            proxies.add(new Contender(Squid.NAME, Squid.start(this), mirrorUrl));
        }
        potluck(mirrorUrl).ifPresent(proxies::add);
        return proxies;
    }

    /** Starts Potluck alone, unless it was left out. */
    Optional<Contender> potluck(String mirrorUrl) throws IOException {
        return includes(Potluck.NAME)
                ? Optional.of(new Contender(Potluck.NAME, Potluck.start(this), mirrorUrl))
                : Optional.empty();
    }

    boolean includes(String contender) {
        return !options.without().contains(contender);
    }

    @Override
    public void close() throws IOException {
        while (!running.isEmpty()) {
            running.pop().close();
        }
        if (options.keep()) {
            System.out.println("kept " + directory);
        } else {
            delete(directory);
        }
    }

    static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
