package dev.potluck.recreate;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;

/** Writes one frame, with an encoder that knows its content's length if the original's did. */
final class ZstandardEncoder extends OutputStream {
    private static final int BUFFER_BYTES = 1 << 17;

    private final ZstdCompressCtx context = new ZstdCompressCtx();
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final WritableByteChannel file;

    ZstandardEncoder(Segment.Zstandard frame, OutputStream file) {
        this.file = Channels.newChannel(file);
        context.setLevel(frame.level());
        context.setChecksum(frame.isChecked());
        if (frame.isSized()) {
            context.setPledgedSrcSize(frame.payloadBytes());
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int count = Math.min(in.remaining(), length - done);
            in.put(source, offset + done, count);
            done += count;
            if (!in.hasRemaining()) {
                encode(EndDirective.CONTINUE);
            }
        }
    }

    /** Lets out what was taken so far, for a look at it. */
    @Override
    public void flush() throws IOException {
        encode(EndDirective.FLUSH);
    }

    void finish() throws IOException {
        encode(EndDirective.END);
    }

    private void encode(EndDirective directive) throws IOException {
        in.flip();
        try {
            boolean isDone = false;
            while (!isDone) {
                boolean isAllOut = context.compressDirectByteBufferStream(out, in, directive);
                isDone = !in.hasRemaining() && (directive == EndDirective.CONTINUE || isAllOut);
                out.flip();
                while (out.hasRemaining()) {
                    file.write(out);
                }
                out.clear();
            }
        } catch (ZstdException e) {
            throw new UnfitFileException("zstd: " + e.getMessage());
        }
        in.clear();
    }

    void release() {
        context.close();
    }
}
