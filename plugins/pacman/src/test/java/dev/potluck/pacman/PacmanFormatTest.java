package dev.potluck.pacman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchiveFormatContract;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.MalformedIndexException;
import dev.potluck.api.ResourceKind;
import dev.potluck.api.SampleIndex;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

final class PacmanFormatTest extends ArchiveFormatContract {
    @Override
    protected ArchiveFormat format() {
        return new PacmanFormat();
    }

    @Override
    protected List<SampleIndex> samples() throws IOException {
        return SampleIndex.corpus(Path.of("src/test/resources/corpus/valid"));
    }

    @ParameterizedTest
    @CsvSource({
        "core/os/x86_64/core.db, ROOT_INDEX",
        "core/os/x86_64/core.files, ROOT_INDEX",
        "custom.db.tar.gz, ROOT_INDEX",
        "custom.db.tar.zst, ROOT_INDEX",
        "core/os/x86_64/bash-5.2.021-1-x86_64.pkg.tar.zst, PACKAGE",
        "core/os/x86_64/gtk-doc-1:1.33.2-3-any.pkg.tar.xz, PACKAGE",
        "core/os/x86_64/bash-5.2.021-1-x86_64.pkg.tar.zst.sig, OPAQUE",
        "core/os/x86_64/core.db.sig, OPAQUE",
        "lastsync, OPAQUE",
    })
    void classify_path_isOfKind(String path, ResourceKind kind) {
        assertThat(format().classify(new ArchivePath(path))).isEqualTo(kind);
    }

    @Test
    void detachedSignature_ofADatabase_standsBesideIt() {
        assertThat(format().detachedSignature(new ArchivePath("core/core.db")))
                .contains(new ArchivePath("core/core.db.sig"));
    }

    @Test
    void parse_fileThatLeadsOut_isMalformed() throws IOException {
        byte[] database = samples().get(0).content();
        String text = new String(database, StandardCharsets.ISO_8859_1)
                .replace("bash-5.2.021-1-x86_64.pkg", "../../../../../../../x.pkg");
        assertThatThrownBy(() -> format().parse(
                                new ArchivePath("a/core.db"),
                                new ByteArrayInputStream(
                                        text.getBytes(StandardCharsets.ISO_8859_1)),
                                entry -> {}))
                .isInstanceOf(MalformedIndexException.class)
                .hasMessageStartingWith("a/core.db: a package in the archive");
    }
}
