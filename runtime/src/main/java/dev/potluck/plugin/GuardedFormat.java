package dev.potluck.plugin;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.MalformedIndexException;
import dev.potluck.api.MirrorList;
import dev.potluck.api.ResourceKind;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A plugin's format whose faults end here: what it throws, and a {@code null} it returns, is
 * counted and becomes "I do not know this path" or "this index is malformed", so that a fault costs
 * a lookup and never an answer to a client.
 */
final class GuardedFormat implements ArchiveFormat {
    private final ArchiveFormat format;
    private final String name;
    private final PluginFaults faults;

    GuardedFormat(ArchiveFormat format, String name, PluginFaults faults) {
        this.format = format;
        this.name = name;
        this.faults = faults;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ResourceKind classify(ArchivePath path) {
        return guard("classify", path, () -> format.classify(path), ResourceKind.OPAQUE);
    }

    @Override
    public Optional<ContentHash> hashInPath(ArchivePath path) {
        return guard("hashInPath", path, () -> format.hashInPath(path), Optional.empty());
    }

    @Override
    public Optional<ArchivePath> pathByHash(ArchivePath path, ContentHash hash) {
        return guard("pathByHash", path, () -> format.pathByHash(path, hash), Optional.empty());
    }

    @Override
    public Optional<ArchivePath> detachedSignature(ArchivePath rootIndex) {
        return guard(
                "detachedSignature",
                rootIndex,
                () -> format.detachedSignature(rootIndex),
                Optional.empty());
    }

    @Override
    public List<ArchivePath> companions(ArchivePath index) {
        return guard("companions", index, () -> List.copyOf(format.companions(index)), List.of());
    }

    @Override
    public ArchivePath lastingPath(ArchivePath index) {
        return guard("lastingPath", index, () -> format.lastingPath(index), index);
    }

    @Override
    public boolean mayListMirrors(String address) {
        return guard("mayListMirrors", address, () -> format.mayListMirrors(address), false);
    }

    @Override
    public Optional<MirrorList> readMirrors(byte[] content) {
        return guard("readMirrors", "", () -> format.readMirrors(content), Optional.empty());
    }

    @Override
    public byte[] withMirror(byte[] content, String mirror) {
        return guard("withMirror", mirror, () -> format.withMirror(content, mirror), content);
    }

    /**
     * Passes on what {@code content} throws as an {@code IOException}, and whatever {@code entries}
     * throws (the caller's own limits), even if the plugin swallowed it.
     */
    @Override
    public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
            throws IOException {
        CallersConsumer guarded = new CallersConsumer(entries);
        @Nullable IOException failure = null;
        try {
            format.parse(index, content, guarded);
        } catch (IOException e) {
            failure = e;
        } catch (UncheckedIOException e) { // how BufferedReader.lines() wraps what content throws
            failure = e.getCause();
        } catch (Throwable fault) {
            if (guarded.failure == null) {
                faults.record("parse", index, fault);
            }
            failure = new MalformedIndexException(index, 0, "the format '" + name + "' failed");
            failure.initCause(fault);
        }
        if (guarded.failure != null) {
            throw guarded.failure;
        }
        if (failure != null) {
            throw failure;
        }
    }

    @SuppressWarnings("NullAway") // a plugin can return null, whatever its signature says
    private <T> T guard(String method, Object subject, Supplier<T> call, T otherwise) {
        try {
            T answer = call.get();
            if (answer != null) {
                return answer;
            }
            faults.record(method, subject, new NullPointerException(method + " returned null"));
        } catch (Throwable fault) {
            faults.record(method, subject, fault);
        }
        return otherwise;
    }

    /** Remembers what the caller's consumer threw, to tell it from a fault of the plugin. */
    private static final class CallersConsumer implements Consumer<IndexEntry> {
        private final Consumer<IndexEntry> entries;
        private @Nullable RuntimeException failure;

        CallersConsumer(Consumer<IndexEntry> entries) {
            this.entries = entries;
        }

        @Override
        public void accept(IndexEntry entry) {
            if (entry == null) {
                throw new NullPointerException("the plugin handed over a null entry");
            }
            if (failure != null) {
                throw failure;
            }
            try {
                entries.accept(entry);
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
        }
    }
}
