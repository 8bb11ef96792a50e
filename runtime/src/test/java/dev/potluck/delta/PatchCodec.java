package dev.potluck.delta;

import dev.potluck.api.DeltaCodec;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/** Writes the blocks of the target that differ from those at the same place of the base. */
class PatchCodec implements DeltaCodec {
    private static final int BLOCK_BYTES = 64;
    private static final int SAME = 0;
    private static final int OTHER = 1;
    private static final int END = 2;

    @Override
    public String name() {
        return "patch-1";
    }

    @Override
    public void encode(SeekableByteChannel base, SeekableByteChannel target, OutputStream delta)
            throws IOException {
        byte[] known = content(base);
        byte[] content = content(target);
        DataOutputStream out = new DataOutputStream(delta);
        for (int at = 0; at < content.length; at += BLOCK_BYTES) {
            int end = Math.min(at + BLOCK_BYTES, content.length);
            byte[] block = Arrays.copyOfRange(content, at, end);
            if (end <= known.length && Arrays.equals(block, Arrays.copyOfRange(known, at, end))) {
                out.writeByte(SAME);
                out.writeByte(block.length);
            } else {
                out.writeByte(OTHER);
                out.writeByte(block.length);
                out.write(block);
            }
        }
        out.writeByte(END);
    }

    @Override
    public void decode(SeekableByteChannel base, InputStream delta, OutputStream target)
            throws IOException {
        byte[] known = content(base);
        DataInputStream in = new DataInputStream(delta);
        int at = 0;
        for (int kind = in.readByte(); kind != END; kind = in.readByte()) {
            int count = in.readByte();
            if (kind == SAME && at + count <= known.length) {
                target.write(known, at, count);
            } else {
                target.write(in.readNBytes(count));
            }
            at += count;
        }
    }

    private static byte[] content(SeekableByteChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate((int) channel.size());
        while (content.hasRemaining() && channel.read(content) >= 0) {
            // until all is there
        }
        return content.array();
    }
}
