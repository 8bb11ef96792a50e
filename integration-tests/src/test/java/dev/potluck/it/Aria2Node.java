package dev.potluck.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** aria2, busy with a torrent that nobody has, for then its DHT runs. */
final class Aria2Node implements AutoCloseable {
    private final Process process;
    private final int dhtPort;

    private Aria2Node(Process process, int dhtPort) {
        this.process = process;
        this.dhtPort = dhtPort;
    }

    /**
     * Starts it.
     *
     * @param folder takes its files
     * @param key what it looks for
     * @param seedPort the port of loopback through which it joins
     */
    static Aria2Node start(Path folder, String key, int seedPort) throws IOException {
        Files.createDirectories(folder);
        int dhtPort = Machine.freePort();
        Process process = new ProcessBuilder(
                        Tools.require("aria2c"),
                        "--no-conf",
                        "--interface=127.0.0.1",
                        "--dir=" + folder,
                        "--enable-dht=true",
                        "--enable-dht6=false",
                        "--dht-listen-addr6=::1",
                        "--dht-listen-port=" + dhtPort,
                        "--dht-entry-point=127.0.0.1:" + seedPort,
                        "--dht-file-path=" + folder.resolve("dht.dat"),
                        "--listen-port=" + Machine.freePort(),
                        "--bt-enable-lpd=false",
                        "--enable-peer-exchange=false",
                        "--bt-min-crypto-level=plain",
                        "--bt-require-crypto=false",
                        "--summary-interval=0",
                        "--disable-ipv6=true",
                        "--quiet=true",
                        "--log=" + folder.resolve("aria2.log"),
                        "--log-level=info",
                        "magnet:?xt=urn:btih:" + key)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        return new Aria2Node(process, dhtPort);
    }

    int dhtPort() {
        return dhtPort;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
