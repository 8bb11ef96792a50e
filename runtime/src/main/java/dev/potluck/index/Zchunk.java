package dev.potluck.index;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Unpacks zchunk files from front to back (zchunk_format.txt of libzck 1.5). Numbers are compressed
 * ones ("ci"): 7 bits in each byte, lowest first, and the top bit on the last byte.
 *
 * <pre>
 * lead       "\0ZCK1" | checksum type ci | header size ci | header checksum
 * preface    data checksum | flags ci | compression ci | [elements: count ci, (id, size ci, data)*]
 * index      size ci | chunk checksum type ci | chunk count ci |
 *            dictionary: checksum [plain checksum] length ci, plain length ci | chunks ...
 * signatures ...
 * body       dictionary | chunk | chunk ...          each a zstd frame of its own
 * </pre>
 *
 * <p>Checksums are not looked at: the whole file's hash was checked before. What follows the
 * dictionary is one frame after the other, so neither the chunks' lengths nor their number matter.
 */
final class Zchunk {
    /** A header has some 40 bytes for each chunk; the largest in the field have 20,000 chunks. */
    static final int MAX_HEADER_BYTES = 16 << 20;

    /** Plain or packed; zstd's own are 110 KB. */
    static final int MAX_DICTIONARY_BYTES = 4 << 20;

    private static final byte[] MAGIC = "\0ZCK1".getBytes(StandardCharsets.US_ASCII);
    private static final long FLAG_ELEMENTS = 2;
    private static final long FLAG_PLAIN_CHECKSUMS = 4;
    private static final long KNOWN_FLAGS = FLAG_ELEMENTS | FLAG_PLAIN_CHECKSUMS;
    private static final int COMPRESSION_NONE = 0;
    private static final int COMPRESSION_ZSTD = 2;

    /** SHA-1, SHA-256, SHA-512, and the first 128 bits of SHA-512. */
    private static final int[] CHECKSUM_BYTES = {20, 32, 64, 16};

    private static final int CI_BITS = 7;
    private static final int CI_LAST = 0x80;
    private static final int MAX_CI_BITS = 35;
    private static final int MAX_ELEMENTS = 1_000;

    private final InputStream in;

    private Zchunk(InputStream in) {
        this.in = in;
    }

    /** The plain content; the header is read at once. */
    static InputStream plain(InputStream content) throws IOException {
        return new Zchunk(content).body();
    }

    private InputStream body() throws IOException {
        if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
            throw new IOException("no zchunk file: it does not begin with \\0ZCK1");
        }
        int checksumBytes = checksumBytes(number());
        long headerBytes = number();
        if (headerBytes > MAX_HEADER_BYTES) {
            throw new IOException("a zchunk header of " + headerBytes + " bytes");
        }
        exactly(checksumBytes);
        Zchunk header = new Zchunk(new ByteArrayInputStream(exactly((int) headerBytes)));
        return header.readHeader(checksumBytes).unpack(in);
    }

    /** What the body needs to be unpacked. */
    private record Header(long compression, int dictionaryBytes, int plainDictionaryBytes) {
        InputStream unpack(InputStream body) throws IOException {
            if (compression == COMPRESSION_NONE) {
                return body;
            }
            byte[] dictionary = dictionary(new Zchunk(body).exactly(dictionaryBytes));
            ZstdInputStreamNoFinalizer frames = new ZstdInputStreamNoFinalizer(body);
            if (dictionary.length > 0) {
                frames.setDict(dictionary);
            }
            return frames;
        }

        private byte[] dictionary(byte[] packed) throws IOException {
            if (packed.length == 0) {
                return packed;
            }
            try (InputStream frame =
                    new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(packed))) {
                return new Zchunk(frame).exactly(plainDictionaryBytes);
            }
        }
    }

    private Header readHeader(int dataChecksumBytes) throws IOException {
        exactly(dataChecksumBytes);
        long flags = number();
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw new IOException("a zchunk file with flags " + flags + ", which are not known");
        }
        long compression = number();
        if (compression != COMPRESSION_NONE && compression != COMPRESSION_ZSTD) {
            throw new IOException("a zchunk file with compression " + compression);
        }
        if ((flags & FLAG_ELEMENTS) != 0) {
            skipElements();
        }
        number(); // the index's size
        int chunkChecksumBytes = checksumBytes(number());
        number(); // how many chunks there are
        exactly((flags & FLAG_PLAIN_CHECKSUMS) != 0 ? 2 * chunkChecksumBytes : chunkChecksumBytes);
        return new Header(compression, dictionaryLength(), dictionaryLength());
    }

    private void skipElements() throws IOException {
        long count = number();
        if (count > MAX_ELEMENTS) {
            throw new IOException("a zchunk header with " + count + " elements");
        }
        for (long i = 0; i < count; i++) {
            number();
            in.skipNBytes(number());
        }
    }

    private int dictionaryLength() throws IOException {
        long length = number();
        if (length > MAX_DICTIONARY_BYTES) {
            throw new IOException("a zchunk dictionary of " + length + " bytes");
        }
        return (int) length;
    }

    private static int checksumBytes(long type) throws IOException {
        if (type >= CHECKSUM_BYTES.length) {
            throw new IOException("a zchunk checksum of type " + type);
        }
        return CHECKSUM_BYTES[(int) type];
    }

    private long number() throws IOException {
        long value = 0;
        for (int shift = 0; shift < MAX_CI_BITS; shift += CI_BITS) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the zchunk header is cut short");
            }
            value |= (long) (next & (CI_LAST - 1)) << shift;
            if ((next & CI_LAST) != 0) {
                return value;
            }
        }
        throw new IOException("a number of more than " + MAX_CI_BITS + " bits in a zchunk header");
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the zchunk file is cut short");
        }
        return bytes;
    }
}
