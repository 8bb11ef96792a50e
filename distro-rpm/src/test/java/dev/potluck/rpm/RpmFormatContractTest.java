package dev.potluck.rpm;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchiveFormatContract;
import dev.potluck.api.SampleIndex;

import java.io.IOException;
import java.util.List;

final class RpmFormatContractTest extends ArchiveFormatContract {
    @Override
    protected ArchiveFormat format() {
        return new RpmFormat();
    }

    @Override
    protected List<SampleIndex> samples() throws IOException {
        return Corpus.valid();
    }
}
