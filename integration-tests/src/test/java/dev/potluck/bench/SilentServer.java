package dev.potluck.bench;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A mirror that hangs: it accepts every connection, and never reads or writes a byte. */
final class SilentServer implements Closeable {
    private final ServerSocket listener = new ServerSocket();
    private final Queue<Socket> accepted = new ConcurrentLinkedQueue<>();

    SilentServer(int port) throws IOException {
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Thread thread = new Thread(this::acceptAll, "silent-mirror");
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                accepted.add(listener.accept());
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new IllegalStateException("the silent mirror cannot accept", e);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }
}
