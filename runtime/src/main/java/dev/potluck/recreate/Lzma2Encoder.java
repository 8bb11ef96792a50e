package dev.potluck.recreate;

import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

import java.io.IOException;
import java.io.OutputStream;

/** Writes a raw LZMA2 stream, as XZ Utils does. */
final class Lzma2Encoder extends OutputStream {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Liblzma.Functions liblzma;
    private final OutputStream file;
    private final Liblzma.Stream stream;
    private final Pointer in;
    private final Pointer out;
    private final byte[] packed = new byte[BUFFER_BYTES];

    /** @throws IOException if the library is missing, or memory */
    Lzma2Encoder(XzPreset preset, OutputStream file) throws IOException {
        this.liblzma = Liblzma.functions()
                .orElseThrow(() -> new IOException(
                        "liblzma is missing: install liblzma5 (Debian) or xz-libs (Fedora)"));
        this.file = file;
        Runtime runtime = Runtime.getRuntime(liblzma);
        this.in = Memory.allocateDirect(runtime, BUFFER_BYTES);
        this.out = Memory.allocateDirect(runtime, BUFFER_BYTES);
        this.stream = new Liblzma.Stream(runtime);
        Pointer options = Memory.allocateDirect(runtime, Liblzma.OPTIONS_BYTES, true);
        Liblzma.Filters filters = new Liblzma.Filters(runtime);
        filters.id.set(Liblzma.FILTER_LZMA2);
        filters.options.set(options);
        filters.endId.set(Liblzma.NO_FILTER);
        if (liblzma.lzma_lzma_preset(options, preset.number()) != 0) {
            throw new UnfitFileException("liblzma has no preset " + preset);
        }
        int result = liblzma.lzma_raw_encoder(
                jnr.ffi.Struct.getMemory(stream), jnr.ffi.Struct.getMemory(filters));
        if (result != Liblzma.OK) {
            throw new IOException("liblzma does not encode: error " + result);
        }
        stream.nextOut.set(out);
        stream.availOut.set(BUFFER_BYTES);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int count = Math.min(BUFFER_BYTES, length - done);
            in.put(0, source, offset + done, count);
            stream.nextIn.set(in);
            stream.availIn.set(count);
            while (stream.availIn.longValue() > 0) {
                encode(Liblzma.RUN);
            }
            done += count;
        }
    }

    /** Writes what is left, and the stream's end. */
    void finish() throws IOException {
        while (encode(Liblzma.FINISH) != Liblzma.STREAM_END) {
            // until all is out
        }
    }

    private int encode(int action) throws IOException {
        int result = liblzma.lzma_code(jnr.ffi.Struct.getMemory(stream), action);
        if (result != Liblzma.OK && result != Liblzma.STREAM_END) {
            throw new UnfitFileException("liblzma does not encode: error " + result);
        }
        int count = BUFFER_BYTES - stream.availOut.intValue();
        if (count > 0) {
            out.get(0, packed, 0, count);
            file.write(packed, 0, count);
            stream.nextOut.set(out);
            stream.availOut.set(BUFFER_BYTES);
        }
        return result;
    }

    /** Frees its memory. */
    void release() {
        liblzma.lzma_end(jnr.ffi.Struct.getMemory(stream));
    }
}
