package dev.potluck.peer;

import io.vertx.core.buffer.Buffer;

/** A list of piece hashes to upload, from memory. */
record ListSource(Buffer bytes) implements UploadSource {
    @Override
    public long sizeBytes() {
        return bytes.length();
    }

    @Override
    public Buffer read(long offset, int length) {
        return bytes.slice((int) offset, (int) offset + length);
    }

    @Override
    public void close() {}
}
