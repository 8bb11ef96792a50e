package dev.potluck.recreate;

import dev.potluck.api.CompressedPart;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * An .xz stream (the .xz file format, 1.2.0): only the LZMA2 data of its blocks is packed, all else
 * is verbatim, so that it does not matter which program wrote it.
 *
 * <pre>
 * stream header 12 | block... | index | stream footer 12
 * block:   header (its size / 4 - 1: u8) | LZMA2 data | padding to 4 | check
 * index:   0 | count | (unpadded size, uncompressed size)... | padding to 4 | CRC32
 * footer:  CRC32 | index size / 4 - 1: u32 | flags u16 | "YZ"
 * </pre>
 *
 * Numbers without a size are little-endian with seven bits to a byte.
 */
final class XzLayout implements Layouts.Compression {
    private static final int HEADER_BYTES = 12;
    private static final int FOOTER_BYTES = 12;
    private static final int FOOTER_MAGIC = 'Y' | 'Z' << 8;
    private static final int MAX_INDEX_BYTES = 1 << 16;
    private static final int FILTER_LZMA2 = 0x21;
    private static final int[] CHECK_BYTES = {0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64};

    private record Block(long unpaddedBytes, long payloadBytes) {}

    @Override
    public List<Segment> segments(FileChannel file, CompressedPart part, long maxPayloadBytes)
            throws IOException {
        if (part.sizeBytes() < HEADER_BYTES + FOOTER_BYTES) {
            throw new UnfitFileException("an .xz stream cut short");
        }
        long end = part.offsetBytes() + part.sizeBytes();
        ByteBuffer footer = FileRegion.read(file, end - FOOTER_BYTES, FOOTER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        long indexBytes = (footer.getInt(4) + 1L) * 4;
        int check = footer.get(9) & 0xf;
        if (footer.getShort(10) != FOOTER_MAGIC
                || indexBytes < 8
                || indexBytes > Math.min(MAX_INDEX_BYTES, part.sizeBytes())
                || check >= CHECK_BYTES.length) {
            throw new UnfitFileException("an .xz stream without an end of the usual kind");
        }
        long indexAt = end - FOOTER_BYTES - indexBytes;
        List<Block> blocks = blocks(FileRegion.read(file, indexAt, (int) indexBytes));
        List<Segment> segments = new ArrayList<>();
        segments.add(new Segment.Verbatim(HEADER_BYTES));
        long at = part.offsetBytes() + HEADER_BYTES;
        for (Block block : blocks) {
            long paddedBytes = (block.unpaddedBytes() + 3) & ~3L;
            if (block.payloadBytes() > maxPayloadBytes || paddedBytes > indexAt - at) {
                throw new UnfitFileException("an .xz block too large");
            }
            addBlock(segments, file, at, block, CHECK_BYTES[check]);
            at += paddedBytes;
        }
        if (at != indexAt) {
            throw new UnfitFileException("more than one .xz stream");
        }
        Layouts.add(segments, new Segment.Verbatim(indexBytes + FOOTER_BYTES));
        return segments;
    }

    private static List<Block> blocks(ByteBuffer index) throws UnfitFileException {
        index.get(); // the index's indicator, where blocks have a size
        long count = number(index);
        if (count > Recipe.MAX_SEGMENTS / 2) {
            throw new UnfitFileException("an .xz stream of " + count + " blocks");
        }
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blocks.add(new Block(number(index), number(index)));
        }
        return blocks;
    }

    private static void addBlock(
            List<Segment> segments, FileChannel file, long at, Block block, int checkBytes)
            throws IOException {
        int headerBytes = ((FileRegion.read(file, at, 1).get() & 0xff) + 1) * 4;
        long packedBytes = block.unpaddedBytes() - headerBytes - checkBytes;
        if (packedBytes < 1) {
            throw new UnfitFileException("an .xz block without content");
        }
        int dictionaryBytes = dictionary(FileRegion.read(file, at, headerBytes));
        List<XzPreset> presets = XzPreset.withDictionary(dictionaryBytes);
        if (presets.isEmpty()) {
            throw new UnfitFileException("a dictionary of " + dictionaryBytes + " bytes");
        }
        long paddingBytes = -block.unpaddedBytes() & 3;
        Layouts.add(segments, new Segment.Verbatim(headerBytes));
        segments.add(new Segment.Lzma2(
                packedBytes, block.payloadBytes(), dictionaryBytes, presets.get(0)));
        Layouts.add(segments, new Segment.Verbatim(paddingBytes + checkBytes));
    }

    /** From a block's header; only LZMA2 alone is understood, without filters before it. */
    private static int dictionary(ByteBuffer header) throws UnfitFileException {
        header.get();
        int flags = header.get();
        if ((flags & 0x3f) != 0) {
            throw new UnfitFileException("an .xz block with filters");
        }
        if ((flags & 0x40) != 0) {
            number(header); // compressed size
        }
        if ((flags & 0x80) != 0) {
            number(header); // uncompressed size
        }
        long filter = number(header);
        long propertiesBytes = number(header);
        if (filter != FILTER_LZMA2 || propertiesBytes != 1 || !header.hasRemaining()) {
            throw new UnfitFileException("an .xz block of another kind than LZMA2");
        }
        int bits = header.get() & 0x3f;
        if (bits > 34) { // 512 MB; larger ones do not fit an int, nor our memory
            throw new UnfitFileException("an .xz block with a huge dictionary");
        }
        return (2 | bits & 1) << bits / 2 + 11;
    }

    private static long number(ByteBuffer bytes) throws UnfitFileException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
            if (!bytes.hasRemaining()) {
                break;
            }
            byte next = bytes.get();
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new UnfitFileException("an .xz number without an end");
    }
}
