package dev.potluck.debian;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchiveFormatContract;
import dev.potluck.api.SampleIndex;

import java.io.IOException;
import java.util.List;

final class DebianFormatContractTest extends ArchiveFormatContract {
    @Override
    protected ArchiveFormat format() {
        return new DebianFormat();
    }

    @Override
    protected List<SampleIndex> samples() throws IOException {
        return Corpus.valid();
    }
}
