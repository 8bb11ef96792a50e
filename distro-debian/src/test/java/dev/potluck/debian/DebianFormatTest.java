package dev.potluck.debian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.ResourceKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the format tells from paths alone; what it parses is in the corpus. */
final class DebianFormatTest {
    private static final String SHA256 = "9f".repeat(32);
    private static final ContentHash HASH = ContentHash.ofHex(HashAlgorithm.SHA256, SHA256);

    private final ArchiveFormat format = new DebianFormat();

    private static ArchivePath path(String value) {
        return new ArchivePath(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dists/bookworm/InRelease",
                "debian/dists/bookworm/Release",
                "security/dists/stable/updates/InRelease",
                "archive/debian/20240101T000000Z/dists/sid/InRelease",
                "dists/source/Release",
                "Release",
                "InRelease",
                "repositories/home:/me/Debian_12/InRelease",
                "dists/InRelease",
            })
    void classify_releaseOfSuiteOrFlatRepository_isRoot(String path) {
        assertThat(format.classify(path(path))).isEqualTo(ResourceKind.ROOT_INDEX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "debian/dists/sid/main/binary-amd64/Release",
                "debian/dists/stable/updates/main/source/Release",
                "debian/dists/sid/main/debian-installer/binary-amd64/Release",
                "debian/dists/sid/main/binary-amd64/Packages",
                "debian/dists/sid/main/binary-amd64/Packages.xz",
                "debian/dists/sid/main/binary-amd64/Packages.gz",
                "debian/dists/sid/main/binary-amd64/Packages.bz2",
                "debian/dists/sid/main/binary-amd64/Packages.zst",
                "debian/dists/sid/main/binary-amd64/Packages.lz4",
                "debian/dists/sid/main/binary-amd64/Packages.lzma",
                "debian/dists/sid/main/source/Sources.xz",
                "debian/dists/sid/main/binary-amd64/Packages.diff/Index",
                "debian/dists/sid/main/Contents-amd64.diff/Index",
                "debian/dists/sid/main/i18n/Translation-en.diff/Index",
                "debian/dists/sid/main/i18n/Translation-pt_BR.bz2",
                "debian/dists/sid/main/Contents-udeb-amd64.gz",
                "debian/dists/sid/Contents-amd64.gz",
                "debian/dists/sid/main/dep11/Components-amd64.yml.xz",
                "debian/dists/sid/main/dep11/icons-128x128@2.tar.gz",
                "debian/dists/sid/main/dep11/CID-Index-amd64.json.gz",
                "ubuntu/dists/jammy/main/cnf/Commands-amd64.xz",
                "debian/dists/sid/main/installer-amd64/current/images/SHA256SUMS",
                "debian/dists/sid/main/installer-amd64/current/images/MD5SUMS",
                "cuda/debian12/x86_64/Packages.gz",
                "Packages",
                "Sources.gz",
            })
    void classify_listedByRelease_isIndex(String path) {
        assertThat(format.classify(path(path))).isEqualTo(ResourceKind.INDEX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "debian/pool/main/b/bash/bash_5.2.15-2+b7_amd64.deb",
                "debian/pool/main/g/gcc-defaults/g++_12.2.0-3_amd64.deb",
                "debian/pool/main/n/nano/nano-udeb_7.2-1_amd64.udeb",
                "ubuntu/pool/main/b/bash/bash-dbgsym_5.1-6_amd64.ddeb",
                "debian/pool/main/h/hello/hello_2.10-3.dsc",
                "debian/pool/main/h/hello/hello_2.10.orig.tar.gz",
                "debian/pool/main/h/hello/hello_2.10.orig.tar.gz.asc",
                "debian/pool/main/h/hello/hello_2.10-3.debian.tar.xz",
                "debian/pool/main/h/hello/hello_2.10.orig-docs.tar.zst",
                "debian/pool/main/o/old/old_1.0-1.diff.gz",
                "debian/pool/main/e/epoch/epoch_2:1.0~rc1_all.deb",
                "flat/a_1_all.deb",
                "dists/sid/main/source/Sources.diff/T-2026-11-23-0813.34-F-2026-11-20-0201.36.gz",
                "debian/dists/sid/main/installer-amd64/current/images/netboot/netboot.tar.gz",
                "debian/dists/sid/main/installer-amd64/current/images/cdrom/vmlinuz",
            })
    void classify_listedByIndex_isPackage(String path) {
        assertThat(format.classify(path(path))).isEqualTo(ResourceKind.PACKAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "debian/dists/sid/Release.gpg",
                "debian/dists/sid/ChangeLog",
                "debian/dists/sid/main/installer-amd64/current/images/SHA256SUMS.gpg",
                "debian/README.html",
                "debian/ls-lR.gz",
                "debian/doc/archive-criteria.txt",
                "debian/dists",
                "debian-cd/12.5.0/amd64/iso-cd/SHA256SUMS",
                "key.asc",
                "linux.tar.gz",
                "by-hash/SHA256/xyz",
                "patches/foo.diff/Index",
            })
    void classify_anythingElse_isOpaque(String path) {
        assertThat(format.classify(path(path))).isEqualTo(ResourceKind.OPAQUE);
    }

    @ParameterizedTest
    @CsvSource({
        "MD5Sum, MD5, 32",
        "SHA1, SHA1, 40",
        "SHA256, SHA256, 64",
        "SHA512, SHA512, 128",
    })
    void hashInPath_byHash_isItsHash(String folder, HashAlgorithm algorithm, int digits) {
        String hex = "ab".repeat(digits / 2);
        ArchivePath path = path("debian/dists/sid/main/source/by-hash/" + folder + "/" + hex);
        assertThat(format.hashInPath(path)).contains(ContentHash.ofHex(algorithm, hex));
        assertThat(format.classify(path)).isEqualTo(ResourceKind.INDEX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dists/sid/by-hash/SHA256/9f",
                "dists/sid/by-hash/SHA1/g999999999999999999999999999999999999999",
                "dists/sid/by-hash/SHA384/9f",
                "dists/sid/not-by-hash/SHA1/9999999999999999999999999999999999999999",
                "dists/sid/by-hash/SHA1/9999999999999999999999999999999999999999/x",
                "SHA1/9999999999999999999999999999999999999999",
            })
    void hashInPath_noHash_isEmpty(String path) {
        assertThat(format.hashInPath(path(path))).isEmpty();
    }

    @Test
    void pathByHash_indexInDists_standsBesideIt() {
        String folder = "debian/dists/sid/main/binary-amd64/";
        ArchivePath byHash = path(folder + "by-hash/SHA256/" + SHA256);
        assertThat(format.pathByHash(path(folder + "Packages.xz"), HASH)).contains(byHash);
        assertThat(format.hashInPath(byHash)).contains(HASH);
        ContentHash sha512 = ContentHash.of(HashAlgorithm.SHA512, new byte[64]);
        assertThat(format.pathByHash(path(folder + "Packages.diff/Index"), sha512))
                .contains(path(folder + "Packages.diff/by-hash/SHA512/" + sha512.hex()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "debian/dists/sid/InRelease",
                "debian/dists/sid/Release.gpg",
                "debian/pool/main/b/bash/bash_5.2_amd64.deb",
                "debian/dists/sid/main/installer-amd64/current/images/cdrom/vmlinuz",
                "flat/Packages.gz",
            })
    void pathByHash_rootPackageOrFlat_isEmpty(String path) {
        assertThat(format.pathByHash(path(path), HASH)).isEmpty();
    }

    @Test
    void pathByHash_weakHash_isEmpty() {
        ContentHash md5 = ContentHash.of(HashAlgorithm.MD5, new byte[16]);
        assertThat(format.pathByHash(path("dists/sid/main/source/Sources.xz"), md5))
                .isEmpty();
    }

    @Test
    void pathByHash_resultTooLong_isEmpty() {
        String folder = "dists/" + "x".repeat(ArchivePath.MAX_LENGTH - 30) + "/";
        assertThat(format.pathByHash(path(folder + "Packages"), HASH)).isEmpty();
    }

    @Test
    void detachedSignature_release_standsBesideIt() {
        assertThat(format.detachedSignature(path("debian/dists/sid/Release")))
                .contains(path("debian/dists/sid/Release.gpg"));
        assertThat(format.detachedSignature(path("debian/dists/sid/InRelease"))).isEmpty();
        assertThat(format.detachedSignature(path("dists/sid/main/source/Release")))
                .isEmpty();
    }

    @Test
    void companions_patchIndex_areThePatchedIndexBestFirst() {
        String sources = "debian/dists/sid/main/source/Sources";
        assertThat(format.companions(path(sources + ".diff/Index")))
                .extracting(ArchivePath::value)
                .startsWith(sources + ".xz", sources + ".gz", sources + ".zst")
                .endsWith(sources);
    }

    @Test
    void companions_indexThatListsNothing_areNone() {
        assertThat(format.companions(path("dists/sid/main/Contents-amd64.diff/Index")))
                .isEmpty();
        assertThat(format.companions(path("dists/sid/main/source/Sources.xz"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "debian/dists/sid/main/i18n/Translation-en.bz2",
                "debian/dists/sid/main/Contents-amd64.gz",
                "debian/dists/sid/main/binary-amd64/Release",
                "debian/dists/sid/main/dep11/icons-64x64.tar.gz",
                "debian/pool/main/b/bash/bash_5.2_amd64.deb",
            })
    void parse_listsNothing_neverReads(String path) throws IOException {
        InputStream unreadable = InputStream.nullInputStream();
        unreadable.close();
        format.parse(path(path), unreadable, entry -> {
            throw new AssertionError(entry);
        });
    }

    @Test
    void extensionIndex_ofPlugin_namesTheFormat() throws IOException {
        List<String> extensions = new ArrayList<>();
        ClassLoader loader = DebianFormat.class.getClassLoader();
        for (URL index : Collections.list(loader.getResources("META-INF/extensions.idx"))) {
            try (InputStream content = index.openStream()) {
                new String(content.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .forEach(extensions::add);
            }
        }
        assertThat(extensions).contains(DebianFormat.class.getName());
    }
}
