package dev.potluck.delta;

import dev.potluck.api.DeltaCodec;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Does the work in this process: failures are told as another process would tell them. */
class WorkerTwin implements DeltaWorker {
    private final Path folder;
    private final List<DeltaCodec> codecs;

    /** What was asked of it. */
    int encodes;

    int rebases;
    int decodes;

    WorkerTwin(Path folder, DeltaCodec... codecs) {
        this.folder = folder;
        this.codecs = List.of(codecs);
    }

    private interface Task {
        void run(DeltaWork work) throws IOException;
    }

    @Override
    public void encode(BlobFile base, BlobFile target, Path delta) throws IOException {
        encodes++;
        run(work -> work.encode(base, target, delta));
    }

    @Override
    public void rebase(Path delta, Path base, BlobFile newBase, Path newDelta) throws IOException {
        rebases++;
        run(work -> work.rebase(delta, base, newBase, newDelta));
    }

    @Override
    public InputStream decode(Path delta, Path base, boolean isUrgent) throws IOException {
        decodes++;
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        @Nullable IOException failure = null;
        try {
            run(work -> work.decode(delta, base, content));
        } catch (IOException e) {
            failure = e;
        }
        return new SequenceInputStream(
                new ByteArrayInputStream(content.toByteArray()), new End(failure));
    }

    private void run(Task task) throws IOException {
        try {
            task.run(new DeltaWork(codecs, List.of(), Files.createTempDirectory(folder, "work")));
        } catch (RuntimeException | StackOverflowError e) {
            throw new IOException(e.toString(), e);
        }
    }

    private static final class End extends InputStream {
        private final @Nullable IOException failure;

        End(@Nullable IOException failure) {
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            if (failure != null) {
                throw failure;
            }
            return -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return read();
        }
    }
}
