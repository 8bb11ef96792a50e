package dev.potluck.recreate;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Packs one segment's content as it was packed in the file. */
abstract class Packer implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream content;

    private Packer(OutputStream content) {
        this.content = content;
    }

    /** Takes the segment's payload. */
    final OutputStream content() {
        return content;
    }

    /** Writes what is left, once all of the payload was given. */
    abstract void finish() throws IOException;

    /** Writes what is made of the payload so far, for a look at it; nothing may follow. */
    void sample() throws IOException {
        finish();
    }

    /** Gives back the memory; the file stays open. */
    @Override
    public void close() throws IOException {}

    /** @throws IOException if the means are missing: a library, or memory */
    static Packer of(Segment segment, OutputStream file) throws IOException {
        if (segment instanceof Segment.Lzma2 lzma2) {
            return lzma2(lzma2.preset(), file);
        }
        if (segment instanceof Segment.Deflate deflate) {
            return deflate(deflate.level(), file);
        }
        if (segment instanceof Segment.Zstandard zstd) {
            return new Zstandard(new ZstandardEncoder(zstd, file));
        }
        return new Plain(file);
    }

    private static final class Plain extends Packer {
        Plain(OutputStream file) {
            super(file);
        }

        @Override
        void finish() {}
    }

    private static Packer lzma2(XzPreset preset, OutputStream file) throws IOException {
        Lzma2Encoder encoder = new Lzma2Encoder(preset, file);
        return new Packer(encoder) {
            @Override
            void finish() throws IOException {
                encoder.finish();
            }

            @Override
            public void close() {
                encoder.release();
            }
        };
    }

    private static Packer deflate(int level, OutputStream file) {
        Deflater deflater = new Deflater(level, true);
        DeflaterOutputStream stream =
                new DeflaterOutputStream(new FilterOutputStream(file), deflater, BUFFER_BYTES);
        return new Packer(stream) {
            @Override
            void finish() throws IOException {
                stream.finish();
            }

            @Override
            public void close() {
                deflater.end();
            }
        };
    }

    private static final class Zstandard extends Packer {
        private final ZstandardEncoder encoder;

        Zstandard(ZstandardEncoder encoder) {
            super(encoder);
            this.encoder = encoder;
        }

        @Override
        void finish() throws IOException {
            encoder.finish();
        }

        /** A frame that has a length cannot end before it. */
        @Override
        void sample() throws IOException {
            encoder.flush();
        }

        @Override
        public void close() {
            encoder.release();
        }
    }
}
