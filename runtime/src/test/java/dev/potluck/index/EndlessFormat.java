package dev.potluck.index;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.ResourceKind;

import java.io.InputStream;
import java.util.function.Consumer;

/** Its indexes list the same entry without end. */
record EndlessFormat(IndexEntry entry) implements ArchiveFormat {
    @Override
    public String name() {
        return "endless";
    }

    @Override
    public ResourceKind classify(ArchivePath path) {
        return ResourceKind.PACKAGE;
    }

    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries) {
        while (true) {
            entries.accept(entry);
        }
    }
}
