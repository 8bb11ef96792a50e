package dev.potluck.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** HTTP/1.1 on one socket, for requests that no library would send. */
final class RawClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int MAX_SHOWN_BYTES = 500;

    private final Socket socket;
    private final InputStream in;

    /**
     * One answer.
     *
     * @param complete whether the body came to its announced end
     */
    record Answer(int status, Map<String, String> headers, Body body, boolean complete) {
        /** Fails the test unless this is a whole 200. */
        Answer orFail() {
            if (status != 200 || !complete) {
                throw new AssertionError("not a whole 200 but " + this);
            }
            return this;
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /** The bytes of a body. */
    static final class Body {
        private final byte[] bytes;

        private Body(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes.clone();
        }

        int sizeBytes() {
            return bytes.length;
        }

        String sha256() {
            return Hashes.sha256(bytes);
        }

        @Override
        public String toString() {
            return bytes.length > MAX_SHOWN_BYTES
                    ? bytes.length + " bytes"
                    : new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) PATIENCE.toMillis());
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** A connection to a loopback port. */
    static RawClient to(int port) throws IOException {
        return new RawClient(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Sends a head; lines without their ends, and without the empty one. */
    RawClient send(String... lines) throws IOException {
        String head = String.join("\r\n", lines) + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Sends a head and reads the answer to it. */
    Answer ask(String... lines) throws IOException {
        return send(lines).read(lines[0].startsWith("HEAD "));
    }

    /** The status of the answer; 0 when the other side closes the connection instead. */
    int askForStatus(String... lines) throws IOException {
        try {
            return ask(lines).status();
        } catch (SocketException closed) {
            return 0;
        }
    }

    /** Reads the answer to a request that was not HEAD. */
    Answer read() throws IOException {
        return read(false);
    }

    /** The next byte of the answer; below 0 at its end. */
    int readByte() throws IOException {
        return in.read();
    }

    private Answer read(boolean toHead) throws IOException {
        String[] statusLine = readLine().split(" ", 3);
        if (statusLine.length < 2) {
            return new Answer(0, Map.of(), new Body(new byte[0]), false);
        }
        int status = Integer.parseInt(statusLine[1]);
        Map<String, String> headers = readHeaders();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean complete = toHead || status == 204 || status == 304 || readBody(headers, body);
        return new Answer(status, headers, new Body(body.toByteArray()), complete);
    }

    private boolean readBody(Map<String, String> headers, ByteArrayOutputStream body)
            throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").contains("chunked")) {
            return readChunks(body);
        }
        String length = headers.get("content-length");
        if (length == null) {
            in.transferTo(body);
            return true;
        }
        return readBytes(Integer.parseInt(length), body);
    }

    private boolean readChunks(ByteArrayOutputStream body) throws IOException {
        while (true) {
            String size = readLine();
            if (size.isEmpty()) {
                return false;
            }
            int sizeBytes = Integer.parseInt(size, 16);
            if (!readBytes(sizeBytes, body) || !readLine().isEmpty()) {
                return false;
            }
            if (sizeBytes == 0) {
                return true;
            }
        }
    }

    private boolean readBytes(int count, ByteArrayOutputStream body) throws IOException {
        byte[] bytes = in.readNBytes(count);
        body.write(bytes);
        return bytes.length == count;
    }

    private Map<String, String> readHeaders() throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (first, second) -> first + ", " + second);
        }
        return headers;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
