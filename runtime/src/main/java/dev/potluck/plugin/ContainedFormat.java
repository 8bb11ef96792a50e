package dev.potluck.plugin;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.MirrorList;
import dev.potluck.api.ResourceKind;

import org.jspecify.annotations.Nullable;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A third party's format, called on threads of the plugin with limited patience. One that does not
 * come back, or runs out of memory, is let go of for good: from then on it knows nothing. What else
 * it throws, {@link GuardedFormat} around this takes care of.
 */
final class ContainedFormat implements ArchiveFormat {
    private final String name;
    private final PluginThreads threads;
    private final CallLimits limits;
    private final Consumer<String> retire;
    private volatile @Nullable ArchiveFormat format;

    /** @param retire told once why the format is no longer in use */
    ContainedFormat(
            ArchiveFormat format,
            String name,
            PluginThreads threads,
            CallLimits limits,
            Consumer<String> retire) {
        this.format = format;
        this.name = name;
        this.threads = threads;
        this.limits = limits;
        this.retire = retire;
    }

    private interface Call<T> {
        T on(ArchiveFormat format) throws Exception;
    }

    private <T> T call(String method, Call<T> call, T otherwise) {
        ArchiveFormat current = format;
        if (current == null) {
            return otherwise;
        }
        try {
            return threads.call(() -> call.on(current), limits.answerMs());
        } catch (Throwable fault) {
            throw ContainedFormat.<RuntimeException>asIs(judged(method, fault));
        }
    }

    /** Lets go of the format for what cannot be lived with. */
    private Throwable judged(String method, Throwable fault) {
        boolean isFatal = fault instanceof PluginThreads.HungException
                || fault instanceof OutOfMemoryError
                || fault instanceof InterruptedException && format == null;
        if (isFatal && format != null) {
            format = null;
            retire.accept(method + " "
                    + (fault instanceof OutOfMemoryError
                            ? "used up the memory"
                            : String.valueOf(fault.getMessage())));
        }
        return fault;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E asIs(Throwable fault) throws E {
        throw (E) fault;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ResourceKind classify(ArchivePath path) {
        return call("classify", known -> known.classify(path), ResourceKind.OPAQUE);
    }

    @Override
    public Optional<ContentHash> hashInPath(ArchivePath path) {
        return call("hashInPath", known -> known.hashInPath(path), Optional.empty());
    }

    @Override
    public Optional<ArchivePath> pathByHash(ArchivePath path, ContentHash hash) {
        return call("pathByHash", known -> known.pathByHash(path, hash), Optional.empty());
    }

    @Override
    public Optional<ArchivePath> detachedSignature(ArchivePath rootIndex) {
        return call(
                "detachedSignature", known -> known.detachedSignature(rootIndex), Optional.empty());
    }

    @Override
    public List<ArchivePath> companions(ArchivePath index) {
        return call("companions", known -> known.companions(index), List.of());
    }

    @Override
    public ArchivePath lastingPath(ArchivePath index) {
        return call("lastingPath", known -> known.lastingPath(index), index);
    }

    @Override
    public boolean mayListMirrors(String address) {
        return call("mayListMirrors", known -> known.mayListMirrors(address), false);
    }

    @Override
    public Optional<MirrorList> readMirrors(byte[] content) {
        return call("readMirrors", known -> known.readMirrors(content), Optional.empty());
    }

    @Override
    public byte[] withMirror(byte[] content, String mirror) {
        return call("withMirror", known -> known.withMirror(content, mirror), content);
    }

    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException {
        ArchiveFormat current = format;
        if (current == null) {
            return;
        }
        Parse parse = new Parse(content, entries);
        Callable<Boolean> call = () -> {
            current.parse(index, parse.content(), parse::accept);
            return true;
        };
        try {
            threads.callWhileMoving(call, limits.idleMs(), parse.moves);
        } catch (Throwable fault) {
            parse.isOver = true;
            throw ContainedFormat.<RuntimeException>asIs(judged("parse", fault));
        }
    }

    /** What one call of {@code parse} sees: notes progress, and is dead once nobody waits. */
    private static final class Parse {
        private final InputStream content;
        private final Consumer<IndexEntry> entries;
        private final AtomicLong moves = new AtomicLong();
        private volatile boolean isOver;

        Parse(InputStream content, Consumer<IndexEntry> entries) {
            this.content = content;
            this.entries = entries;
        }

        void accept(IndexEntry entry) {
            if (isOver) {
                throw new IllegalStateException("this call of parse is over");
            }
            moves.incrementAndGet();
            entries.accept(entry);
        }

        InputStream content() {
            return new FilterInputStream(content) {
                @Override
                public int read() throws IOException {
                    return moved(in.read());
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    return moved(in.read(target, offset, length));
                }

                /** What is read is progress; the end of the content, read again and again, not. */
                private int moved(int read) throws IOException {
                    if (isOver) {
                        throw new IOException("this call of parse is over");
                    }
                    if (read > 0) {
                        moves.incrementAndGet();
                    }
                    return read;
                }

                @Override
                public void close() {}
            };
        }
    }
}
