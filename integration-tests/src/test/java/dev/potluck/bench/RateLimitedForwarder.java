package dev.potluck.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Passes connections on to a local server, whose answers together come at a limited rate. */
final class RateLimitedForwarder implements Closeable {
    private static final int BUFFER_BYTES = 16_384;
    private static final int BACKLOG = 64;

    private final ServerSocket listener;
    private final int upstreamPort;
    private final ExecutorService threads = Executors.newCachedThreadPool(runnable -> {
        Thread thread = new Thread(runnable, "forwarder");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long bytesPerSecond = Long.MAX_VALUE;
    private final AtomicLong sentBytes = new AtomicLong();
    private long freeAtNs = System.nanoTime();

    RateLimitedForwarder(int port, int upstreamPort) throws IOException {
        this.listener = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        this.upstreamPort = upstreamPort;
        threads.execute(this::acceptAll);
    }

    /** From now on; there is no limit at first. */
    void limit(long newBytesPerSecond) {
        bytesPerSecond = newBytesPerSecond;
    }

    /** All that the upstream server's answers came to, heads included. */
    long sentBytes() {
        return sentBytes.get();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), upstreamPort);
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                threads.execute(() -> copy(client, upstream, false));
                threads.execute(() -> copy(upstream, client, true));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException("the forwarder cannot accept", e);
                }
            }
        }
    }

    /** Copies until either side ends, then closes both: the other direction ends with it. */
    private void copy(Socket from, Socket to, boolean isLimited) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                if (isLimited) {
                    TimeUnit.NANOSECONDS.sleep(reserveNs(length));
                }
                out.write(buffer, 0, length);
                if (isLimited) {
                    sentBytes.addAndGet(length);
                }
            }
        } catch (IOException closed) {
            return; // by either side: both are closed now
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes the next place in time for so many bytes, and returns how far off it is. */
    private synchronized long reserveNs(int bytes) {
        long nowNs = System.nanoTime();
        long startNs = Math.max(nowNs, freeAtNs);
        freeAtNs = startNs + TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
        return startNs - nowNs;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
