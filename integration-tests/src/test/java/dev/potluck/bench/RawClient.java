package dev.potluck.bench;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One keep-alive connection, as thin as can be: it reads and drops bodies, so that what is measured
 * is the server.
 */
final class RawClient implements Closeable {
    static final int TIMEOUT_MS = 120_000;
    private static final int MAX_HEAD_BYTES = 65_536;
    private static final int BUFFER_BYTES = 1 << 18;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int bufferedFrom;
    private int bufferedTo;

    RawClient(int port) throws IOException {
        this(port, TIMEOUT_MS);
    }

    /** @param timeoutMs longest wait for any byte */
    RawClient(int port, int timeoutMs) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMs);
        socket.setSoTimeout(timeoutMs);
        in = socket.getInputStream();
    }

    /**
     * What came back.
     *
     * @param firstByteMs from the request to the first byte of the body
     * @param totalMs from the request to the last byte of the body
     */
    record Answer(int status, String head, long bodyBytes, double firstByteMs, double totalMs) {
        /** The value of a field, empty when it is absent. */
        String field(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            for (String line : head.split("\r\n")) {
                if (line.toLowerCase(Locale.ROOT).startsWith(prefix)) {
                    return line.substring(prefix.length()).trim();
                }
            }
            return "";
        }
    }

    /** One GET on a connection of its own. */
    static Answer getOnce(Contender contender, String path) throws IOException {
        try (RawClient client = new RawClient(contender.server().port())) {
            return client.get(contender.target(path));
        }
    }

    Answer get(String target) throws IOException {
        String request =
                "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\n\r\n".formatted(target);
        long start = System.nanoTime();
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String head = readHead();
        int status = Integer.parseInt(head.substring(9, 12));
        String length = new Answer(status, head, 0, 0, 0).field("Content-Length");
        if (length.isEmpty()) {
            throw new IOException("an answer without Content-Length: " + head);
        }
        long bodyBytes = Long.parseLong(length);
        if (bodyBytes > 0 && bufferedFrom == bufferedTo) {
            fill();
        }
        double firstByteMs = (System.nanoTime() - start) / 1e6;
        drop(bodyBytes);
        return new Answer(status, head, bodyBytes, firstByteMs, (System.nanoTime() - start) / 1e6);
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (true) {
            if (bufferedFrom == bufferedTo) {
                fill();
            }
            head.append((char) buffer[bufferedFrom++]);
            int end = head.length();
            if (end >= 4 && head.charAt(end - 1) == '\n' && head.charAt(end - 3) == '\n') {
                return head.toString();
            }
            if (end > MAX_HEAD_BYTES) {
                throw new IOException("an answer's head is longer than " + MAX_HEAD_BYTES);
            }
        }
    }

    private void drop(long sizeBytes) throws IOException {
        long left = sizeBytes;
        while (left > 0) {
            if (bufferedFrom == bufferedTo) {
                fill();
            }
            int length = (int) Math.min(left, bufferedTo - bufferedFrom);
            bufferedFrom += length;
            left -= length;
        }
    }

    private void fill() throws IOException {
        int length = in.read(buffer);
        if (length < 0) {
            throw new EOFException("the server closed the connection in the middle of an answer");
        }
        bufferedFrom = 0;
        bufferedTo = length;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
