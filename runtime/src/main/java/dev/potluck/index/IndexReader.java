package dev.potluck.index;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Turns an index file into a listing. */
final class IndexReader {
    private static final int BUFFER_BYTES = 64 << 10;

    private IndexReader() {}

    /**
     * Unpacks and parses an index. The stream is unpacked only as far as the plugin reads it.
     *
     * @throws IOException if it is damaged, malformed, or larger than allowed
     */
    static Listing read(ArchivePath path, ArchiveFormat format, InputStream compressed)
            throws IOException {
        Listing listing = new Listing();
        try (InputStream content = new LazyInputStream(() -> new ReadAheadInputStream(
                Decompression.plain(path, new BufferedInputStream(compressed, BUFFER_BYTES))))) {
            format.parse(path, content, entry -> listing.add(entry, format));
        } catch (Listing.ListingTooLargeException e) {
            throw e.of(path);
        }
        return listing.sealed();
    }

    /** Opens its source at the first read: many indexes list nothing and are never read. */
    private static final class LazyInputStream extends InputStream {
        private interface Source {
            InputStream open() throws IOException;
        }

        private final Source source;
        private InputStream opened = InputStream.nullInputStream();
        private boolean isOpen;

        LazyInputStream(Source source) {
            this.source = source;
        }

        private InputStream stream() throws IOException {
            if (!isOpen) {
                opened = source.open();
                isOpen = true;
            }
            return opened;
        }

        @Override
        public int read() throws IOException {
            return stream().read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return stream().read(target, offset, length);
        }

        @Override
        public void close() throws IOException {
            opened.close();
        }
    }
}
