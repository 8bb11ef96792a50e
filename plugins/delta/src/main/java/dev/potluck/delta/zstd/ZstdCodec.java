package dev.potluck.delta.zstd;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;

import dev.potluck.api.DeltaCodec;

import org.pf4j.Extension;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * The target as a Zstandard frame (RFC 8878) whose dictionary is the base's content: what
 * {@code zstd --patch-from} does. Before the frame stands the target's length (i32, big-endian).
 *
 * <p>The dictionary's tables have to hold all of the base. Those of level 3 hold its end: deltas of
 * 60 pairs of .debs saved 19 %; those of level 10 saved 78 % ({@code zstd -3 --patch-from}: 73 %),
 * at 25 to 37 MB/s on a busy core. From there on time grows and savings do not.
 *
 * <p>Contents are mapped or stand in memory once: tables and buffers are small beside them.
 */
@Extension
public final class ZstdCodec implements DeltaCodec {
    private static final int LEVEL = 10;

    /** zstd's least. */
    private static final int MIN_WINDOW_LOG = 10;

    /**
     * A package is a third to a fifth of its content, and a delta must be smaller than that: more
     * is not worth the memory.
     */
    private static final int LEAST_REDUCTION = 4;

    private static final int SLACK_BYTES = 1 << 16;

    @Override
    public String name() {
        return "zstd-1";
    }

    @Override
    public void encode(SeekableByteChannel base, SeekableByteChannel target, OutputStream delta)
            throws IOException {
        ByteBuffer known = content(base);
        ByteBuffer content = content(target);
        ByteBuffer frame =
                ByteBuffer.allocateDirect(content.remaining() / LEAST_REDUCTION + SLACK_BYTES);
        try (ZstdDictCompress dictionary = new ZstdDictCompress(known, LEVEL, true);
                ZstdCompressCtx context = new ZstdCompressCtx()) {
            context.setLevel(LEVEL);
            // The window must reach from the target's end to the base's beginning.
            long reachBytes = (long) known.remaining() + content.remaining();
            context.setWindowLog(
                    Math.max(Long.SIZE - Long.numberOfLeadingZeros(reachBytes), MIN_WINDOW_LOG));
            context.setDictID(false);
            context.loadDict(dictionary);
            int frameBytes = context.compressDirectByteBuffer(
                    frame, 0, frame.capacity(), content, content.position(), content.remaining());
            new DataOutputStream(delta).writeInt(content.remaining());
            WritableByteChannel out = Channels.newChannel(delta);
            out.write(frame.limit(frameBytes));
        } catch (ZstdException e) {
            throw new IOException("the delta would be no use: " + e.getMessage(), e);
        }
    }

    @Override
    public void decode(SeekableByteChannel base, InputStream delta, OutputStream target)
            throws IOException {
        ByteBuffer known = content(base);
        DataInputStream in = new DataInputStream(delta);
        int sizeBytes = in.readInt();
        if (sizeBytes < 0 || sizeBytes > MAX_CONTENT_BYTES) {
            throw new IOException("a delta of a target of " + sizeBytes + " bytes");
        }
        byte[] packed = in.readNBytes((int) MAX_CONTENT_BYTES);
        ByteBuffer frame = ByteBuffer.allocateDirect(packed.length).put(packed).flip();
        ByteBuffer content = ByteBuffer.allocateDirect(sizeBytes);
        try (ZstdDictDecompress dictionary = new ZstdDictDecompress(known, true);
                ZstdDecompressCtx context = new ZstdDecompressCtx()) {
            context.loadDict(dictionary);
            int unpacked = context.decompressDirectByteBuffer(
                    content, 0, sizeBytes, frame, 0, frame.remaining());
            if (unpacked != sizeBytes) {
                throw new IOException("a delta gave %d bytes of %d".formatted(unpacked, sizeBytes));
            }
            Channels.newChannel(target).write(content);
        } catch (ZstdException e) {
            throw new IOException("not a delta of this base: " + e.getMessage(), e);
        }
    }

    /** Where zstd can read it. */
    private static ByteBuffer content(SeekableByteChannel channel) throws IOException {
        long sizeBytes = channel.size();
        if (sizeBytes > MAX_CONTENT_BYTES) {
            throw new IOException("a content of " + sizeBytes + " bytes, too large for a delta");
        }
        if (channel instanceof FileChannel file && sizeBytes > 0) {
            return file.map(FileChannel.MapMode.READ_ONLY, 0, sizeBytes);
        }
        ByteBuffer content = ByteBuffer.allocateDirect((int) sizeBytes);
        while (content.hasRemaining() && channel.read(content) >= 0) {
            // until all is there
        }
        return content.flip();
    }
}
