package dev.potluck.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A repository of packages made by rpmbuild, with indexes by createrepo_c, signed by gpg. */
final class RpmRepository {
    /** Packages by their specifications: many tests want the same. */
    private static final Map<String, Path> BUILT = new ConcurrentHashMap<>();

    private final Path folder;
    private final List<String> options = new ArrayList<>();
    private Instant published = Instant.parse("2026-01-01T00:00:00Z");

    /** @param folder what a mirror serves; the repository is in its folder {@code os} */
    RpmRepository(Path folder) {
        this.folder = folder;
    }

    /** With these options of createrepo_c. */
    RpmRepository with(String... createrepoOptions) {
        options.addAll(Arrays.asList(createrepoOptions));
        return this;
    }

    Path folder() {
        return folder;
    }

    Path os() {
        return folder.resolve("os");
    }

    /** Adds a package whose one file has that many random bytes. */
    RpmRepository add(String name, String version, int sizeBytes) {
        String spec = """
                Name: %s
                Version: %s
                Release: 1
                Summary: For the tests
                License: MIT
                BuildArch: noarch
                %%description
                For the tests.
                %%install
                mkdir -p %%{buildroot}/usr/share/%s
                head -c %d /dev/urandom > %%{buildroot}/usr/share/%s/data
                %%files
                /usr/share/%s
                """.formatted(name, version, name, sizeBytes, name, name);
        Path folder = BUILT.computeIfAbsent(spec, RpmRepository::build);
        Folders.copy(folder, os().resolve("Packages"));
        return this;
    }

    /** Builds a package in a folder of its own. */
    private static Path build(String spec) {
        try {
            Path work = Files.createTempDirectory("potluck-rpm-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.delete(work)));
            Path built = Files.createDirectories(work.resolve("built"));
            Command.of(
                            "rpmbuild",
                            "-bb",
                            "--define",
                            "_topdir " + work,
                            "--define",
                            "_rpmdir " + built,
                            "--define",
                            "_build_id_links none",
                            "--define",
                            "_binary_payload w0.gzdio",
                            Files.writeString(work.resolve("a.spec"), spec).toString())
                    .with("HOME", work.toString())
                    .run()
                    .orFail();
            return built;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the indexes anew, a day younger than those before, and signs them. */
    RpmRepository publish() {
        List<String> words = new ArrayList<>(options);
        words.add(os().toString());
        Command.of("createrepo_c", words.toArray(String[]::new)).run().orFail();
        Path repomd = os().resolve("repodata/repomd.xml");
        SigningKey.ofThisRun().detachSign(repomd, repomd.resolveSibling("repomd.xml.asc"));
        published = published.plusSeconds(86_400);
        try {
            for (Path file : Folders.files(os().resolve("repodata"))) {
                Files.setLastModifiedTime(file, FileTime.from(published));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of the index that repomd.xml has of that type, such as {@code primary.xml.gz}. */
    Path index(String suffix) {
        return find(os().resolve("repodata"), suffix);
    }

    Path packageFile(String name) {
        return find(os().resolve("Packages"), name);
    }

    private static Path find(Path place, String part) {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(file -> file.getFileName().toString().contains(part))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + part + " in " + place));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The path of a file as a mirror serves it. */
    String path(Path file) {
        return "/" + folder.relativize(file);
    }

    /** A metalink, as Fedora's mirror manager writes it, of these mirrors, best first. */
    void writeMetalink(Path file, String... mirrors) {
        Path repomd = os().resolve("repodata/repomd.xml");
        StringBuilder urls = new StringBuilder();
        for (int i = 0; i < mirrors.length; i++) {
            String scheme = mirrors[i].startsWith("https:") ? "https" : "http";
            String url = mirrors[i] + "/os/repodata/repomd.xml";
            urls.append("""
                    <url protocol="%1$s" type="%1$s" preference="%2$d">%3$s</url>
                    """.formatted(scheme, 100 - i, url));
        }
        try {
            Files.writeString(file, """
                    <?xml version="1.0" encoding="utf-8"?>
                    <metalink version="3.0" xmlns="http://www.metalinker.org/" type="dynamic"
                      xmlns:mm0="http://fedorahosted.org/mirrormanager">
                     <files><file name="repomd.xml">
                      <mm0:timestamp>%d</mm0:timestamp><size>%d</size>
                      <verification><hash type="sha256">%s</hash></verification>
                      <resources maxconnections="1">%s</resources>
                     </file></files>
                    </metalink>
                    """.formatted(
                    published.getEpochSecond(), Files.size(repomd), Hashes.sha256(repomd), urls));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
