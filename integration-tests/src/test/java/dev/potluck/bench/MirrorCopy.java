package dev.potluck.bench;

import dev.potluck.it.AptSource;
import dev.potluck.it.Machine;
import dev.potluck.it.MachineSources;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * InRelease and Packages.xz of the archive that the machine's own apt sources name, in a folder.
 *
 * @param root the folder; below it everything is as in the archive
 * @param byHash the path of Packages.xz under its hash, from the root
 */
record MirrorCopy(Path root, String byHash) {
    static MirrorCopy download(Path root) throws IOException {
        AptSource source = MachineSources.first();
        String suite = "dists/" + source.suites().get(0);
        String folder = suite + "/main/binary-" + Machine.architecture();
        save(get(source, suite + "/InRelease"), root.resolve(inRelease(suite)));
        byte[] packages = get(source, folder + "/Packages.xz");
        String byHash = folder + "/by-hash/SHA256/" + sha256(packages);
        save(packages, root.resolve(byHash));
        return new MirrorCopy(root, byHash);
    }

    /** The path of the root index, from the root. */
    String inRelease() {
        return inRelease(byHash.replaceFirst("^(dists/[^/]+)/.*", "$1"));
    }

    private static String inRelease(String suite) {
        return suite + "/InRelease";
    }

    static byte[] get(AptSource source, String path) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        URI uri = URI.create(source.uri().replaceFirst("/+$", "") + "/" + path);
        try {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IOException(uri + " answers with " + answer.statusCode());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void save(byte[] content, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
