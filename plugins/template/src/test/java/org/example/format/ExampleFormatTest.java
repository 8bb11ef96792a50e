package org.example.format;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchiveFormatContract;
import dev.potluck.api.SampleIndex;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The contract of all formats, on the indexes in the corpus. */
final class ExampleFormatTest extends ArchiveFormatContract {
    @Override
    protected ArchiveFormat format() {
        return new ExampleFormat();
    }

    @Override
    protected List<SampleIndex> samples() throws IOException {
        return SampleIndex.corpus(Path.of("src/test/resources/corpus"));
    }
}
