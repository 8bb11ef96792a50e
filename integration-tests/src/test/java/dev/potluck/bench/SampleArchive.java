package dev.potluck.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * A small unsigned Debian archive whose packages are random bytes, so that every contender sees
 * names it caches and Potluck knows the hash of each.
 *
 * <pre>
 * debian/dists/bench/InRelease                        lists Packages with its SHA-256
 * debian/dists/bench/main/binary-amd64/Packages       lists the packages with theirs
 * debian/pool/main/b/bench/NAME_1_amd64.deb
 * </pre>
 */
final class SampleArchive {
    static final String IN_RELEASE = "/debian/dists/bench/InRelease";
    static final String PACKAGES = "/debian/dists/bench/main/binary-amd64/Packages";
    private static final String POOL = "/debian/pool/main/b/bench/";
    private static final int BLOCK_BYTES = 1 << 20;
    private static final Duration AGE = Duration.ofDays(30);

    private final Path root;
    private final StringBuilder packages = new StringBuilder();
    private final SplittableRandom random = new SplittableRandom(20090419);

    SampleArchive(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** The path of a package below the mirror's root. */
    static String path(String name) {
        return POOL + name + "_1_amd64.deb";
    }

    SampleArchive add(String name, long sizeBytes) throws IOException {
        Path file = root.resolve(path(name).substring(1));
        Files.createDirectories(file.getParent());
        MessageDigest digest = sha256();
        byte[] block = new byte[BLOCK_BYTES];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = sizeBytes; left > 0; left -= block.length) {
                random.nextBytes(block);
                int length = (int) Math.min(left, block.length);
                digest.update(block, 0, length);
                out.write(block, 0, length);
            }
        }
        age(file);
        packages.append("""
                Package: %s
                Version: 1
                Architecture: amd64
                Filename: %s
                Size: %d
                SHA256: %s

                """.formatted(
                        name,
                        path(name).substring("/debian/".length()),
                        sizeBytes,
                        HexFormat.of().formatHex(digest.digest())));
        return this;
    }

    /** Writes the indexes; call it after the last {@link #add}. */
    SampleArchive publish() throws IOException {
        byte[] index = packages.toString().getBytes(StandardCharsets.UTF_8);
        String release =
                """
                Origin: Bench
                Suite: bench
                Codename: bench
                Date: Mon, 23 Nov 2026 00:00:00 UTC
                Architectures: amd64
                Components: main
                SHA256:
                 %s %d main/binary-amd64/Packages
                """.formatted(HexFormat.of().formatHex(sha256().digest(index)), index.length);
        write(PACKAGES, index);
        write(IN_RELEASE, release.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private void write(String path, byte[] content) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        age(file);
    }

    /** Caches that guess freshness from Last-Modified shall guess as for a real archive's file. */
    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(AGE)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
