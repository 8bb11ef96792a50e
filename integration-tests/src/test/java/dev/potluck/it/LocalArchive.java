package dev.potluck.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A small signed Debian archive in a folder, made with Debian's own tools.
 *
 * <pre>
 * pool/main/*.deb, *.dsc, *.tar.gz
 * dists/stable/InRelease, Release, Release.gpg
 * dists/stable/main/binary-ARCH/Packages{,.gz,.xz}, main/source/Sources{,.gz,.xz}
 * dists/stable/main/.../by-hash/SHA256/...        unless switched off
 * </pre>
 *
 * Its clock is its own: each {@link #publish} is an hour later than the one before.
 */
final class LocalArchive {
    static final String SUITE = "stable";

    /** The package that depends on all others of the standard content. */
    static final String LARGE = "potluck-large";

    static final String TINY = "potluck-tiny";
    static final String SOURCE = "potluck-source";
    static final int LARGE_BYTES = 6 << 20;

    private static final List<PackageMaker.Spec> STANDARD = List.of(
            new PackageMaker.Spec(TINY, "1.0", 1_000, ""),
            new PackageMaker.Spec("libpotluck++6", "2.1-3", 60_000, ""),
            new PackageMaker.Spec("potluck-tilde", "1.0~beta2+dfsg-1", 300_000, ""),
            new PackageMaker.Spec("potluck-epoch", "2:3.1-1", 100_000, ""),
            new PackageMaker.Spec("potluck-medium", "0.9-1", 900_000, ""),
            new PackageMaker.Spec(
                    LARGE,
                    "1.0",
                    LARGE_BYTES,
                    TINY + ", libpotluck++6, potluck-tilde, potluck-epoch, potluck-medium"));

    private static final DateTimeFormatter RELEASE_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'UTC'", Locale.ENGLISH);

    private final Path folder;
    private SigningKey key = SigningKey.ofThisRun();
    private boolean byHash = true;
    private boolean sha512;
    private Instant published;

    private LocalArchive(Path folder, Instant published) {
        this.folder = folder;
        this.published = published;
    }

    /** An archive with six binary packages and a source package, already published. */
    static LocalArchive standard(Path folder) {
        Folders.copy(Standard.ARCHIVE.folder, folder);
        return new LocalArchive(folder, Standard.ARCHIVE.published);
    }

    /** An archive with nothing in it, not yet published. */
    static LocalArchive empty(Path folder) {
        Instant yesterday = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.DAYS);
        return new LocalArchive(folder, yesterday);
    }

    Path folder() {
        return folder;
    }

    /** Whether later publications offer by-hash names. */
    LocalArchive byHash(boolean on) {
        byHash = on;
        return this;
    }

    /** Lists SHA-512 too from the next publication on; apt then asks for by-hash names of it. */
    LocalArchive withSha512() {
        sha512 = true;
        return this;
    }

    /** Signs later publications with another key. */
    LocalArchive signedBy(SigningKey newKey) {
        key = newKey;
        return this;
    }

    /** Adds a binary package; it is listed from the next {@link #publish} on. */
    Path add(String name, String version, int sizeBytes) {
        try {
            return PackageMaker.binary(
                    new PackageMaker.Spec(name, version, sizeBytes, ""),
                    folder.resolve("pool/main"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of a package whose name starts so. */
    Path packageFile(String start) {
        return Folders.files(folder.resolve("pool/main")).stream()
                .filter(file -> file.getFileName().toString().startsWith(start + "_"))
                .filter(file -> file.toString().endsWith(".deb"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no package " + start + " in " + folder));
    }

    /** The URL-encoded path below the address, such as {@code /pool/main/a_1_all.deb}. */
    String path(Path file) {
        return "/" + folder.relativize(file).toString().replace("%", "%25");
    }

    /** How apt's sources name this archive when it is served at the address. */
    AptSource source(String uri) {
        return new AptSource(uri, List.of(SUITE), "main", "signed-by=" + keyring());
    }

    /** The public key that clients of this archive trust: the one it was first published with. */
    Path keyring() {
        Path keyring = folder.resolveSibling(folder.getFileName() + "-key.gpg");
        return Files.exists(keyring) ? keyring : key.exportTo(keyring);
    }

    /** Changes freshly made indexes before they are signed. */
    interface IndexEdit {
        void apply(Path indexes) throws IOException;
    }

    /** Makes the indexes anew from what the pool holds, and signs them. */
    LocalArchive publish() {
        return publish(indexes -> {});
    }

    /** As {@link #publish()}, with a change to the folder of Packages, Packages.gz and .xz. */
    LocalArchive publish(IndexEdit edit) {
        published = published.plus(1, ChronoUnit.HOURS);
        try {
            Path dist = Files.createDirectories(folder.resolve("dists/" + SUITE));
            Path binary =
                    Files.createDirectories(dist.resolve("main/binary-" + Machine.architecture()));
            Path source = Files.createDirectories(dist.resolve("main/source"));
            apt(binary.resolve("Packages"), "packages", "pool");
            apt(source.resolve("Sources"), "sources", "pool");
            compress(binary.resolve("Packages"));
            compress(source.resolve("Sources"));
            edit.apply(binary);
            release(dist);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private void release(Path dist) throws IOException {
        for (String old : List.of("Release", "InRelease", "Release.gpg")) {
            Files.deleteIfExists(dist.resolve(old));
        }
        String date = ZonedDateTime.ofInstant(published, ZoneOffset.UTC).format(RELEASE_DATE);
        Path release = dist.resolve("Release");
        Path unfinished = folder.resolve("Release.new");
        apt(
                unfinished,
                "-o",
                "APT::FTPArchive::Release::Suite=" + SUITE,
                "-o",
                "APT::FTPArchive::Release::Codename=" + SUITE,
                "-o",
                "APT::FTPArchive::Release::Architectures=" + Machine.architecture(),
                "-o",
                "APT::FTPArchive::Release::Components=main",
                "-o",
                "APT::FTPArchive::Release::Acquire-By-Hash=" + (byHash ? "yes" : "no"),
                "-o",
                "APT::FTPArchive::Release::Date=" + date,
                "release",
                folder.relativize(dist).toString());
        Files.move(unfinished, release);
        key.clearSign(release, dist.resolve("InRelease"));
        key.detachSign(release, dist.resolve("Release.gpg"));
        if (byHash) {
            copyByHash(dist.resolve("main/binary-" + Machine.architecture()));
            copyByHash(dist.resolve("main/source"));
        }
        for (Path file : Folders.files(dist)) {
            Files.setLastModifiedTime(file, FileTime.from(published));
        }
    }

    private void copyByHash(Path indexes) throws IOException {
        for (String algorithm : sha512 ? List.of("SHA256", "SHA512") : List.of("SHA256")) {
            Path target = Files.createDirectories(indexes.resolve("by-hash/" + algorithm));
            for (String name : Hashes.ofFolder(indexes).keySet()) {
                byte[] bytes = Files.readAllBytes(indexes.resolve(name));
                String hash = Hashes.hex(algorithm.replace("SHA", "SHA-"), bytes);
                Files.write(target.resolve(hash), bytes);
            }
        }
    }

    private static void compress(Path file) throws IOException {
        Command.of("xz", "-0", "-kf", file.toString()).run().orFail();
        Command.of("gzip", "-nkf", file.toString()).run().orFail();
    }

    private void apt(Path output, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.addAll(List.of("-o", "APT::FTPArchive::SHA512=" + sha512));
        Command.of("apt-ftparchive", words.toArray(String[]::new))
                .in(folder)
                .outputTo(output)
                .run()
                .orFail();
    }

    /** The standard content, built once in a run. */
    private static final class Standard {
        static final LocalArchive ARCHIVE = build();

        private static LocalArchive build() {
            try {
                Path folder = Files.createTempDirectory("potluck-archive-");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.delete(folder)));
                Path pool = folder.resolve("pool/main");
                for (PackageMaker.Spec spec : STANDARD) {
                    PackageMaker.binary(spec, pool);
                }
                PackageMaker.source(new PackageMaker.Spec(SOURCE, "1.0", 200_000, ""), pool);
                return empty(folder).publish();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
