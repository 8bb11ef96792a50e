package dev.potluck.it;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** One connection to a {@link FaultyMirror}: answers each request as the mirror's rules say. */
final class MirrorConnection {
    private static final int MAX_LINE_BYTES = 16 << 10;
    private static final int WRITE_BYTES = 64 << 10;
    private static final int SLOW_WRITES_PER_SECOND = 20;
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final FaultyMirror mirror;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** What of a file to answer with, up to but not with {@code end}, and the status to say. */
    private record Slice(String status, int start, int end, String contentRange) {}

    MirrorConnection(FaultyMirror mirror, Socket socket) throws IOException {
        this.mirror = mirror;
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Answers requests until either side closes the connection. */
    void run() throws IOException {
        boolean open = true;
        while (open) {
            if (mirror.silent()) {
                mirror.hang(socket);
                return;
            }
            String line = readLine();
            if (line.isEmpty()) {
                return;
            }
            String[] words = line.split(" ");
            FaultyMirror.Request request =
                    new FaultyMirror.Request(words[0], decode(pathOf(words[1])), readHeaders());
            Fault fault = mirror.noteRequest(request);
            if (mirror.silent() || fault.kind() == Fault.Kind.HANG_BEFORE_HEAD) {
                mirror.hang(socket);
                return;
            }
            open = answer(request, fault);
        }
    }

    /** @return whether the connection stays open */
    private boolean answer(FaultyMirror.Request request, Fault fault) throws IOException {
        if (fault.kind() == Fault.Kind.STATUS) {
            return sendEmpty(fault.value() + " As told", "");
        }
        if (fault.kind() == Fault.Kind.UNAUTHORIZED
                && !request.headers().containsKey("authorization")) {
            return sendEmpty("401 Unauthorized", "WWW-Authenticate: Basic realm=\"test\"\r\n");
        }
        if (fault.kind() == Fault.Kind.REDIRECT_LOOP) {
            return sendEmpty("302 Found", "Location: " + mirror.uri() + request.path() + "\r\n");
        }
        Optional<Path> file = mirror.content().find(request.path());
        if (file.isEmpty()) {
            return sendEmpty("404 Not Found", "");
        }
        byte[] bytes = Files.readAllBytes(file.get());
        Instant modified =
                Files.getLastModifiedTime(file.get()).toInstant().truncatedTo(ChronoUnit.SECONDS);
        String etag =
                "\"" + Long.toHexString(modified.getEpochSecond()) + "-" + bytes.length + "\"";
        String validators = "ETag: " + etag + "\r\nLast-Modified: " + httpDate(modified) + "\r\n";
        if (isUnchanged(request.headers(), etag, modified)) {
            return sendEmpty("304 Not Modified", validators);
        }
        Slice slice = slice(request.headers(), bytes.length, etag);
        String head = validators
                + (slice.contentRange().isEmpty()
                        ? ""
                        : "Content-Range: " + slice.contentRange() + "\r\n");
        byte[] body = Arrays.copyOfRange(bytes, slice.start(), slice.end());
        return send(request.method(), slice.status() + "\r\n" + head, body, fault);
    }

    private static boolean isUnchanged(Map<String, String> headers, String etag, Instant modified) {
        String wantedTag = headers.get("if-none-match");
        if (wantedTag != null) {
            return wantedTag.contains(etag);
        }
        String since = headers.get("if-modified-since");
        return since != null && !modified.isAfter(parseDate(since));
    }

    private static Slice slice(Map<String, String> headers, int size, String etag) {
        String range = headers.get("range");
        String condition = headers.get("if-range");
        boolean same = condition == null || condition.equals(etag) || !condition.startsWith("\"");
        if (range == null || !same || range.contains(",")) {
            return new Slice("200 OK", 0, size, "");
        }
        String[] ends = range.substring("bytes=".length()).split("-", -1);
        int first = ends[0].isEmpty()
                ? Math.max(0, size - Integer.parseInt(ends[1]))
                : Integer.parseInt(ends[0]);
        int last = ends[0].isEmpty() || ends[1].isEmpty()
                ? size - 1
                : Math.min(size - 1, Integer.parseInt(ends[1]));
        if (first > last) {
            return new Slice("416 Range Not Satisfiable", 0, 0, "bytes */" + size);
        }
        String contentRange = "bytes " + first + "-" + last + "/" + size;
        return new Slice("206 Partial Content", first, last + 1, contentRange);
    }

    /** @param start the status, and header lines, each with its end */
    private boolean send(String method, String start, byte[] body, Fault fault) throws IOException {
        byte[] bytes = body;
        int end = bytes.length;
        long announced = bytes.length;
        boolean withLength = true;
        switch (fault.kind()) {
            case HANG_IN_BODY, TRUNCATE -> end = fault.position(bytes.length);
            case TRUNCATE_UNSEEN -> {
                end = fault.position(bytes.length);
                withLength = false;
            }
            case WRONG_BYTE -> {
                bytes = body.clone();
                bytes[fault.position(bytes.length)] ^= 1;
            }
            case WRONG_LENGTH -> announced = bytes.length + fault.value();
            default -> {}
        }
        boolean keepAlive = withLength && end == bytes.length && announced == bytes.length;
        String head = "HTTP/1.1 " + start + "Accept-Ranges: bytes\r\n"
                + (withLength ? "Content-Length: " + announced + "\r\n" : "")
                + (keepAlive ? "" : "Connection: close\r\n")
                + "\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        if (method.equals("HEAD")) {
            return keepAlive;
        }
        write(bytes, end, fault.kind() == Fault.Kind.SLOW ? fault.value() : 0);
        if (fault.kind() == Fault.Kind.HANG_IN_BODY) {
            mirror.hang(socket);
        }
        return keepAlive;
    }

    private void write(byte[] bytes, int end, long bytesPerSecond) throws IOException {
        int step = bytesPerSecond == 0
                ? WRITE_BYTES
                : (int) Math.max(1, bytesPerSecond / SLOW_WRITES_PER_SECOND);
        for (int from = 0; from < end; from += step) {
            int count = Math.min(step, end - from);
            out.write(bytes, from, count);
            mirror.noteBody(count);
            if (bytesPerSecond > 0) {
                LockSupport.parkNanos(NANOS_PER_SECOND / SLOW_WRITES_PER_SECOND);
            }
        }
        out.flush();
    }

    private boolean sendEmpty(String status, String headers) throws IOException {
        boolean bodyless = status.startsWith("304");
        String text = "HTTP/1.1 " + status + "\r\n" + headers
                + (bodyless ? "" : "Content-Length: 0\r\n") + "\r\n";
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        return true;
    }

    private Map<String, String> readHeaders() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    /** One line without its end; empty at the end of the stream, too. */
    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.append((char) next);
            }
            if (line.length() > MAX_LINE_BYTES) {
                throw new IOException("a request line of more than " + MAX_LINE_BYTES + " bytes");
            }
        }
        return line.toString();
    }

    private static String decode(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String pathOf(String target) {
        return target.startsWith("http://") ? target.substring(target.indexOf('/', 7)) : target;
    }

    private static String httpDate(Instant time) {
        return HTTP_DATE.format(ZonedDateTime.ofInstant(time, ZoneOffset.UTC));
    }

    private static Instant parseDate(String text) {
        return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }
}
