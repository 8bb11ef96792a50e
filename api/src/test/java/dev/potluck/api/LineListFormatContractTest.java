package dev.potluck.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The contract on a format that keeps to it: what it asks for can be given in a few lines. */
final class LineListFormatContractTest extends ArchiveFormatContract {
    @Override
    protected ArchiveFormat format() {
        return new LineListFormat();
    }

    @Override
    protected List<SampleIndex> samples() throws IOException {
        return SampleIndex.corpus(Path.of("src/test/resources/line-list"));
    }
}
