package dev.potluck.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.ResourceKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

/** What the format tells from paths alone; what it parses is in the corpus. */
final class RpmFormatTest {
    private static final String SHA256 = "9f".repeat(32);

    private final ArchiveFormat format = new RpmFormat();

    @ParameterizedTest
    @CsvSource({
        "repodata/repomd.xml, ROOT_INDEX",
        "fedora/39/os/repodata/repomd.xml, ROOT_INDEX",
        "fedora/39/os/.treeinfo, ROOT_INDEX",
        "fedora/39/os/treeinfo, ROOT_INDEX",
        "os/repodata/primary.xml.gz, INDEX",
        "os/repodata/primary.xml.zck, INDEX",
        "os/repodata/primary.sqlite.bz2, INDEX",
        "os/repodata/appstream.xml.gz, INDEX",
        "os/repodata/prestodelta.xml.xz, INDEX",
        "os/Packages/b/bash-5.2-1.x86_64.rpm, PACKAGE",
        "os/drpms/bash-1_2.x86_64.drpm, PACKAGE",
        "os/repodata/repomd.xml.asc, OPAQUE",
        "os/repodata/repomd.xml.key, OPAQUE",
        "os/images/boot.iso, OPAQUE",
        "os/notrepodata/repomd.xml, OPAQUE",
        "repomd.xml, OPAQUE",
    })
    void classify_path_isOfKind(String path, ResourceKind kind) {
        assertThat(format.classify(new ArchivePath(path))).isEqualTo(kind);
    }

    @Test
    void lastingPath_uniqueName_isTheSimpleOne() {
        assertThat(lasting("os/repodata/" + SHA256 + "-primary.xml.zst"))
                .isEqualTo("os/repodata/primary.xml.zst");
        assertThat(lasting("os/repodata/" + SHA256 + "-comps-Everything.x86_64.xml"))
                .isEqualTo("os/repodata/comps-Everything.x86_64.xml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "os/repodata/primary.xml.zst",
                "os/repodata/comps-Everything.x86_64.xml",
                "os/repodata/zz-primary.xml",
                "os/repodata/9f9f-primary.xml",
                "os/Packages/d41d8cd98f00b204e9800998ecf8427e-1.rpm",
                "os/repodata/d41d8cd98f00b204e9800998ecf8427e-",
                "os/repodata/d41d8cd98f00b204e9800998ecf8427e-..",
                "os/repodata/d41d8cd98f00b204e9800998ecf8427e-repomd.xml",
            })
    void lastingPath_otherName_isItself(String path) {
        assertThat(lasting(path)).isEqualTo(path);
    }

    private String lasting(String path) {
        return format.lastingPath(new ArchivePath(path)).value();
    }

    @Test
    void detachedSignature_ofRepomdOnly() {
        assertThat(format.detachedSignature(new ArchivePath("os/repodata/repomd.xml")))
                .contains(new ArchivePath("os/repodata/repomd.xml.asc"));
        assertThat(format.detachedSignature(new ArchivePath("os/.treeinfo"))).isEmpty();
        assertThat(format.detachedSignature(new ArchivePath("os/repodata/primary.xml.gz")))
                .isEmpty();
    }

    @Test
    void location_absoluteBase_isOursOnlyIfItsFolderIs() {
        Location here = new Location("http://host/fedora/39/os", "a.rpm");
        assertThat(here.in("39/os/")).contains(new ArchivePath("39/os/a.rpm"));
        assertThat(here.in("9/os/")).isEmpty();
        assertThat(here.in("")).as("any URL would do").isEqualTo(Optional.empty());
        assertThat(new Location("", "http://host/39/os/a.rpm").in("39/os/")).isEmpty();
    }
}
