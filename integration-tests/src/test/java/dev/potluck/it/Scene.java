package dev.potluck.it;

import java.io.IOException;
import java.nio.file.Path;

/** What most tests need: a local archive, its mirror, and a node; clients are made as needed. */
final class Scene implements AutoCloseable {
    /** Limits short enough for a test to wait for, long enough for a loaded machine. */
    static final int FIRST_BYTE_TIMEOUT_MS = 4_000;

    static final int STALL_TIMEOUT_MS = 4_000;
    static final int PATIENCE_MS = 300;

    private final Path folder;
    private final LocalArchive archive;
    private final FaultyMirror mirror;
    private final PotluckProcess.Plan plan;
    private PotluckProcess node;

    private Scene(Path folder, LocalArchive archive, PotluckProcess.Plan plan) {
        this.folder = folder;
        this.archive = archive;
        this.plan = plan;
        mirror = FaultyMirror.of(archive.folder());
        node = plan.start();
    }

    /** With the standard archive. */
    static Scene in(Path folder) {
        return of(folder, LocalArchive.standard(folder.resolve("archive")));
    }

    static Scene of(Path folder, LocalArchive archive) {
        return new Scene(folder, archive, plan(folder.resolve("home"), archive));
    }

    /** Whose node waits only this long for a mirror that sends no more. */
    static Scene withStallTimeout(Path folder, LocalArchive archive, int timeoutMs) {
        PotluckProcess.Plan plan = plan(folder.resolve("home"), archive);
        plan.set("mirror.stall-timeout-ms", Integer.toString(timeoutMs));
        return new Scene(folder, archive, plan);
    }

    /** A node with short limits, that knows the archive's key. */
    static PotluckProcess.Plan plan(Path home, LocalArchive archive) {
        return plan(home, archive.keyring());
    }

    /** A node with short limits, that knows the keys in a file. */
    static PotluckProcess.Plan plan(Path home, Path keyring) {
        return PotluckProcess.in(home)
                .set("mirror.connect-timeout-ms", "4000")
                .set("mirror.first-byte-timeout-ms", Integer.toString(FIRST_BYTE_TIMEOUT_MS))
                .set("mirror.stall-timeout-ms", Integer.toString(STALL_TIMEOUT_MS))
                .set("snapshots.patience-ms", Integer.toString(PATIENCE_MS))
                .set("cache.free-space-reserve", "0")
                .set("trust.keyrings", keyring.toString());
    }

    LocalArchive archive() {
        return archive;
    }

    FaultyMirror mirror() {
        return mirror;
    }

    PotluckProcess node() {
        return node;
    }

    Path home() {
        return folder.resolve("home");
    }

    /** Kills the node as a power cut would, and starts it again. */
    void killAndRestart() {
        node.kill();
        node = plan.start();
    }

    /** A new client that has the node as its proxy. */
    PrivateApt apt(String name) {
        return PrivateApt.in(folder.resolve(name))
                .source(archive.source(mirror.uri()))
                .proxy(node.port());
    }

    /** A new client whose sources name the node. */
    PrivateApt aptByPrefix(String name) {
        return PrivateApt.in(folder.resolve(name))
                .source(archive.source(mirror.uri()).throughPrefix(node.port()));
    }

    /** Asks the node, as a proxy, for a path of the mirror. */
    RawClient.Answer get(String path, String... headers) throws IOException {
        try (RawClient client = RawClient.to(node.port())) {
            return client.ask(request("GET", path, headers));
        }
    }

    /** The head of a request, in proxy form, for a path of the mirror. */
    String[] request(String method, String path, String... headers) {
        String[] lines = new String[headers.length + 2];
        lines[0] = method + " " + mirror.uri() + path + " HTTP/1.1";
        lines[1] = "Host: 127.0.0.1:" + mirror.port();
        System.arraycopy(headers, 0, lines, 2, headers.length);
        return lines;
    }

    /** Path and right hash of the package. */
    String path(String packageName) {
        return archive.path(archive.packageFile(packageName));
    }

    String sha256(String packageName) throws IOException {
        return Hashes.sha256(archive.packageFile(packageName));
    }

    /** Has the node check each byte that it keeps; it must be stopped, or cope with both. */
    Command.Outcome verifyCache() {
        return PotluckProcess.run(home(), "cache", "verify");
    }

    @Override
    public void close() {
        node.close();
        mirror.close();
    }
}
