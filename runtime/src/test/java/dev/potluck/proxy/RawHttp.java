package dev.potluck.proxy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** One request over a plain socket, and the whole of what comes back. */
final class RawHttp {
    private static final int MAX_WAIT_MS = 20_000;

    private RawHttp() {}

    /**
     * An answer.
     *
     * @param headers its header lines, names in lower case
     */
    record Reply(int status, List<String> headers, String body) {
        /** The values of a header, joined as HTTP allows. */
        String header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            List<String> values = headers.stream()
                    .filter(line -> line.startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .toList();
            return String.join(" + ", values);
        }
    }

    /** Asks with GET, on a connection of its own. */
    static Reply get(int port, String target, String... headers) throws IOException {
        return ask(port, "GET " + target + " HTTP/1.1", headers);
    }

    /** Asks on a connection of its own, which is to be closed by the other side. */
    static Reply ask(int port, String requestLine, String... headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(MAX_WAIT_MS);
            List<String> lines = Stream.concat(
                            Stream.of(requestLine, "Host: potluck", "Connection: close"),
                            Stream.of(headers))
                    .toList();
            socket.getOutputStream()
                    .write((String.join("\r\n", lines) + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return parse(new String(
                    socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
        }
    }

    private static Reply parse(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new AssertionError("no answer, but '" + answer + "'");
        }
        List<String> lines = List.of(answer.substring(0, end).split("\r\n"));
        List<String> headers = lines.stream()
                .skip(1)
                .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)
                        + line.substring(line.indexOf(':')))
                .toList();
        return new Reply(
                Integer.parseInt(lines.get(0).split(" ")[1]), headers, answer.substring(end + 4));
    }
}
