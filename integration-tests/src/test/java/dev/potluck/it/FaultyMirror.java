package dev.potluck.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import javax.net.ServerSocketFactory;

/**
 * A mirror on a loopback port that serves a folder, counts what it is asked for, and misbehaves as
 * told. Written on plain sockets: an HTTP library would refuse to break the protocol.
 */
final class FaultyMirror implements AutoCloseable {
    private static final int BACKLOG = 256;

    /** What a client asked for; the path is decoded, however the client spelt it. */
    record Request(String method, String path, Map<String, String> headers) {}

    private record Rule(Predicate<String> paths, Fault fault) {}

    private final MirrorContent content;
    private final String scheme;
    private final ServerSocketFactory sockets;
    private final int port;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Runnable> surprises = new ConcurrentHashMap<>();
    private final AtomicLong bodyBytes = new AtomicLong();
    private final Object change = new Object();
    private volatile ServerSocket listener;
    private volatile boolean silent;

    private FaultyMirror(MirrorContent content, String scheme, ServerSocketFactory sockets) {
        this.content = content;
        this.scheme = scheme;
        this.sockets = sockets;
        port = Machine.freePort();
        listener = listen();
    }

    /** A mirror of what is in a folder. */
    static FaultyMirror of(Path folder) {
        return plain(new MirrorContent.OfFolder(folder));
    }

    /** A mirror of what is in a folder, by HTTPS, with the certificate of this run. */
    static FaultyMirror ofHttps(Path folder) {
        return new FaultyMirror(
                new MirrorContent.OfFolder(folder),
                "https",
                TlsIdentity.ofThisRun().sockets());
    }

    /** A mirror that fetches each file once from another, and keeps it in a folder. */
    static FaultyMirror forwarding(String upstream, Path folder) {
        return plain(new MirrorContent.Forwarded(upstream, folder));
    }

    private static FaultyMirror plain(MirrorContent content) {
        return new FaultyMirror(content, "http", ServerSocketFactory.getDefault());
    }

    /** Its address, without a slash at the end. */
    String uri() {
        return scheme + "://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    /** Misbehaves for all paths, until told otherwise. */
    FaultyMirror behave(Fault fault) {
        return behave(path -> true, fault);
    }

    /** Misbehaves for some paths; a later rule goes before earlier ones. */
    FaultyMirror behave(Predicate<String> paths, Fault fault) {
        rules.add(0, new Rule(paths, fault));
        return this;
    }

    /** Does something once, after a path has been asked for and before it is answered. */
    void beforeAnswering(String path, Runnable surprise) {
        surprises.put(path, surprise);
    }

    /** Refuses connections, and cuts those that are open. */
    void refuse() {
        closeListener();
        cutAll();
    }

    /** Accepts connections, and never says a word on any, old ones included. */
    void fallSilent() {
        silent = true;
    }

    /** Behaves well again; whoever was left hanging is cut off. */
    void heal() {
        rules.clear();
        silent = false;
        cutAll();
        if (listener.isClosed()) {
            listener = listen();
        }
    }

    /** How often a path has been asked for, by any spelling. */
    long requestCount(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).count();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    void forgetRequests() {
        requests.clear();
    }

    /** All bytes of bodies sent so far. */
    long bodyBytes() {
        return bodyBytes.get();
    }

    @Override
    public void close() {
        refuse();
    }

    MirrorContent content() {
        return content;
    }

    Fault noteRequest(Request request) {
        requests.add(request);
        Runnable surprise = surprises.remove(request.path());
        if (surprise != null) {
            surprise.run();
        }
        for (Rule rule : rules) {
            if (rule.paths().test(request.path())) {
                return rule.fault();
            }
        }
        return Fault.none();
    }

    void noteBody(int sizeBytes) {
        bodyBytes.addAndGet(sizeBytes);
    }

    boolean silent() {
        return silent;
    }

    /** Blocks until the connection is cut. */
    void hang(Socket socket) {
        synchronized (change) {
            while (!socket.isClosed()) {
                try {
                    change.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private void cutAll() {
        synchronized (change) {
            for (Socket socket : open) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            open.clear();
            change.notifyAll();
        }
    }

    private void closeListener() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServerSocket listen() {
        try {
            ServerSocket socket = sockets.createServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            start(() -> accept(socket), "mirror-" + port);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                start(() -> serve(client), "mirror-" + port + "-connection");
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            new MirrorConnection(this, client).run();
        } catch (IOException e) {
            // the other side went away, or the test cut the connection: both are what tests are for
            client.isClosed();
        } finally {
            open.remove(client);
        }
    }

    private static void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
