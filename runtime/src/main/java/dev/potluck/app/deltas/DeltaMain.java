package dev.potluck.app.deltas;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.delta.BlobFile;
import dev.potluck.delta.DeltaWork;
import dev.potluck.plugin.PluginException;
import dev.potluck.plugin.PluginHost;
import dev.potluck.recreate.UnfitFileException;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * The program that {@link DeltaProcesses} starts: does one thing and ends. Its parent holds the
 * other end of its standard input, on which nothing ever comes: when that ends, the parent is gone,
 * however it went, and nobody wants the result any more.
 *
 * <pre>
 * DeltaMain BUILT-IN-PLUGINS THIRD-PARTY-PLUGINS WORK encode BASE SHA256 TARGET SHA256 DELTA
 *                                                     rebase DELTA BASE NEW-BASE SHA256 NEW-DELTA
 *                                                     decode DELTA BASE      &gt; target
 * </pre>
 */
public final class DeltaMain {
    /** Exit status for what is no use; the reason is the last line of standard error. */
    static final int UNFIT = 3;

    /** Exit status for failures: a full disk, a plugin's mistake. */
    static final int FAILED = 1;

    /** Exit status when the parent is gone: nobody reads it. */
    private static final int ORPHANED = 4;

    private static final int COMMON_ARGUMENTS = 3;

    private final DeltaWork work;

    private DeltaMain(DeltaWork work) {
        this.work = work;
    }

    /** Never returns: a plugin may have left threads. */
    public static void main(String... arguments) {
        Thread watch = new Thread(DeltaMain::haltWithoutParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        Runtime.getRuntime().halt(run(arguments));
    }

    /** Native code may be packing for minutes: only a halt ends that. */
    @SuppressWarnings("SystemOut") // the stream of last resort
    private static void haltWithoutParent() {
        try (InputStream parent = new FileInputStream(FileDescriptor.in)) {
            parent.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.err.println("cannot watch the parent: " + e);
        }
        Runtime.getRuntime().halt(ORPHANED);
    }

    @SuppressWarnings("SystemOut") // its parent reads it
    private static int run(String... arguments) {
        try (PluginHost plugins = PluginHost.load(
                Path.of(arguments[0]), Path.of(arguments[1]), PluginHost.API_VERSION)) {
            DeltaWork work = new DeltaWork(
                    plugins.deltaCodecs(), plugins.containers(), Path.of(arguments[2]));
            new DeltaMain(work).run(arguments[COMMON_ARGUMENTS], arguments);
            return 0;
        } catch (UnfitFileException e) {
            System.err.println(e.getMessage());
            return UNFIT;
        } catch (IOException | PluginException | RuntimeException | Error e) { // a plugin's too
            System.err.println(e);
            return FAILED;
        }
    }

    private void run(String command, String... arguments) throws IOException {
        switch (command) {
            case "encode" ->
                work.encode(
                        blob(arguments[4], arguments[5]),
                        blob(arguments[6], arguments[7]),
                        Path.of(arguments[8]));
            case "rebase" ->
                work.rebase(
                        Path.of(arguments[4]),
                        Path.of(arguments[5]),
                        blob(arguments[6], arguments[7]),
                        Path.of(arguments[8]));
            case "decode" -> {
                // Plugins may print to standard output, which is not theirs.
                try (OutputStream out =
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))) {
                    System.setOut(System.err);
                    work.decode(Path.of(arguments[4]), Path.of(arguments[5]), out);
                }
            }
            default -> throw new IllegalArgumentException("no such command: " + command);
        }
    }

    private static BlobFile blob(String path, String sha256) {
        return new BlobFile(Path.of(path), ContentHash.ofHex(HashAlgorithm.SHA256, sha256));
    }
}
