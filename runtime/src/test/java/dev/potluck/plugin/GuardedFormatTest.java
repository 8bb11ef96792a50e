package dev.potluck.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.IndexEntry;
import dev.potluck.api.MalformedIndexException;
import dev.potluck.api.MirrorList;
import dev.potluck.api.ResourceKind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

final class GuardedFormatTest {
    private static final ArchivePath INDEX = new ArchivePath("dists/x/index");
    private static final ContentHash HASH = ContentHash.of(HashAlgorithm.SHA256, new byte[32]);
    private static final IndexEntry ENTRY = new IndexEntry(INDEX, 1, HASH, Optional.empty());

    private final PluginFaults faults = new PluginFaults("test");

    @Test
    void everyMethod_pluginThrowsAnything_answersAsIfUnknown() {
        ArchiveFormat format = guard(new Faulty(new StackOverflowError()));
        assertThat(format.classify(INDEX)).isEqualTo(ResourceKind.OPAQUE);
        assertThat(format.hashInPath(INDEX)).isEmpty();
        assertThat(format.pathByHash(INDEX, HASH)).isEmpty();
        assertThat(format.detachedSignature(INDEX)).isEmpty();
        assertThat(format.companions(INDEX)).isEmpty();
        assertThat(format.lastingPath(INDEX)).isEqualTo(INDEX);
        assertThat(format.mayListMirrors("host/metalink")).isFalse();
        assertThat(format.readMirrors(new byte[1])).isEmpty();
        assertThat(format.withMirror(new byte[1], "http://me/")).hasSize(1);
        assertThat(faults.count()).isEqualTo(9);
        assertThat(format.name()).isEqualTo("faulty");
    }

    @Test
    void everyMethod_pluginReturnsNull_answersAsIfUnknown() {
        ArchiveFormat format = guard(new Faulty(null));
        assertThat(format.classify(INDEX)).isEqualTo(ResourceKind.OPAQUE);
        assertThat(format.hashInPath(INDEX)).isEmpty();
        assertThat(format.pathByHash(INDEX, HASH)).isEmpty();
        assertThat(format.detachedSignature(INDEX)).isEmpty();
        assertThat(format.companions(INDEX)).isEmpty();
        assertThat(faults.count()).isEqualTo(5);
    }

    @Test
    void parse_pluginThrowsAnything_isAMalformedIndex() {
        for (Throwable fault : List.of(new IllegalStateException("x"), new OutOfMemoryError())) {
            assertThatThrownBy(() -> parse(entries -> sneak(fault), entry -> {}))
                    .isInstanceOf(MalformedIndexException.class)
                    .hasMessageStartingWith("dists/x/index: ")
                    .hasCause(fault);
        }
        assertThat(faults.count()).isEqualTo(2);
    }

    @Test
    void parse_pluginHandsOverNull_isAMalformedIndex() {
        assertThatThrownBy(() -> parse(entries -> entries.accept(null), entry -> {}))
                .isInstanceOf(MalformedIndexException.class);
        assertThat(faults.count()).isEqualTo(1);
    }

    @Test
    void parse_contentFails_passesItOnAndBlamesNobody() {
        IOException failure = new EOFException("cut");
        assertThatThrownBy(() -> parse(entries -> sneak(failure), entry -> {})).isSameAs(failure);
        assertThatThrownBy(() ->
                        parse(entries -> sneak(new UncheckedIOException(failure)), entry -> {}))
                .isSameAs(failure);
        assertThat(faults.count()).isZero();
    }

    @Test
    void parse_callersConsumerThrows_passesItOnAndBlamesNobody() {
        RuntimeException limit = new IllegalArgumentException("too many entries");
        assertThatThrownBy(() -> parse(entries -> entries.accept(ENTRY), entry -> {
                    throw limit;
                }))
                .isSameAs(limit);
        assertThat(faults.count()).isZero();
    }

    @Test
    void parse_pluginSwallowsWhatTheConsumerThrew_passesItOnAndStopsCallingIt() {
        RuntimeException limit = new IllegalArgumentException("too many entries");
        List<IndexEntry> seen = new ArrayList<>();
        assertThatThrownBy(() -> parse(GuardedFormatTest::offerThriceAndSwallow, entry -> {
                    seen.add(entry);
                    throw limit;
                }))
                .isSameAs(limit);
        assertThat(seen).hasSize(1);
        assertThat(faults.count()).isZero();
    }

    private static void offerThriceAndSwallow(Consumer<IndexEntry> entries) {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> entries.accept(ENTRY)).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void parse_soundPlugin_handsOverItsEntries() throws Exception {
        List<IndexEntry> seen = new ArrayList<>();
        parse(entries -> entries.accept(ENTRY), seen::add);
        assertThat(seen).containsExactly(ENTRY);
    }

    private ArchiveFormat guard(ArchiveFormat format) {
        return new GuardedFormat(format, format.name(), faults);
    }

    private void parse(Consumer<Consumer<IndexEntry>> plugin, Consumer<IndexEntry> entries)
            throws IOException {
        ArchiveFormat format = guard(new Faulty(null) {
            @Override
            public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> to) {
                plugin.accept(to);
            }
        });
        format.parse(INDEX, InputStream.nullInputStream(), entries);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable fault) throws E {
        throw (E) fault;
    }

    /** Throws a fault wherever it can, or returns null where there is none. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static class Faulty implements ArchiveFormat {
        private final @Nullable Throwable fault;

        Faulty(@Nullable Throwable fault) {
            this.fault = fault;
        }

        private <T> T fail() {
            if (fault != null) {
                GuardedFormatTest.<RuntimeException>sneak(fault);
            }
            return null;
        }

        @Override
        public String name() {
            return "faulty";
        }

        @Override
        public ResourceKind classify(ArchivePath path) {
            return fail();
        }

        @Override
        public void parse(ArchivePath index, InputStream content, Consumer<IndexEntry> entries)
                throws IOException {
            fail();
        }

        @Override
        public Optional<ContentHash> hashInPath(ArchivePath path) {
            return fail();
        }

        @Override
        public Optional<ArchivePath> pathByHash(ArchivePath path, ContentHash hash) {
            return fail();
        }

        @Override
        public Optional<ArchivePath> detachedSignature(ArchivePath rootIndex) {
            return fail();
        }

        @Override
        public List<ArchivePath> companions(ArchivePath index) {
            return fail();
        }

        @Override
        public ArchivePath lastingPath(ArchivePath index) {
            return fail();
        }

        @Override
        public boolean mayListMirrors(String address) {
            fail();
            return true;
        }

        @Override
        public Optional<MirrorList> readMirrors(byte[] content) {
            return fail();
        }

        @Override
        public byte[] withMirror(byte[] content, String mirror) {
            return fail();
        }
    }
}
