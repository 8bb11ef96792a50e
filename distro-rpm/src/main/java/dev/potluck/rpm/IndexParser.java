package dev.potluck.rpm;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.IndexEntry;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** Reads one kind of index; keeps nothing between calls. */
interface IndexParser {
    /** As {@link dev.potluck.api.ArchiveFormat#parse}. */
    void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException;
}
