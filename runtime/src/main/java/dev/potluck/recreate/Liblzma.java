package dev.potluck.recreate;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.Struct;

import java.util.Optional;

/**
 * The C library of XZ Utils, which wrote the packages: XZ for Java's encoder updates its price
 * tables at other times, and so gives other bytes. Every system that has dpkg or rpm has it.
 *
 * <p>The names are those of {@code lzma/base.h}, {@code lzma/filter.h} and {@code lzma/lzma12.h}.
 */
final class Liblzma {
    static final int OK = 0;
    static final int STREAM_END = 1;
    static final int RUN = 0;
    static final int FINISH = 3;
    static final long FILTER_LZMA2 = 0x21;
    static final long NO_FILTER = -1;

    /** Larger than the structure of any version, which ends in reserved members. */
    static final int OPTIONS_BYTES = 256;

    private static final String FILE = "liblzma.so.5";

    private Liblzma() {}

    /** Its functions. */
    public interface Functions {
        /** Sets options by a preset; 0 if there is such. */
        byte lzma_lzma_preset(Pointer options, int preset);

        /** Begins a stream without a container. */
        int lzma_raw_encoder(Pointer stream, Pointer filters);

        /** Encodes until input or room are used up. */
        int lzma_code(Pointer stream, int action);

        /** Frees what the stream has taken. */
        void lzma_end(Pointer stream);
    }

    /** {@code lzma_stream}. */
    static final class Stream extends Struct {
        final Struct.Pointer nextIn = new Struct.Pointer();
        final size_t availIn = new size_t();
        final u_int64_t totalIn = new u_int64_t();
        final Struct.Pointer nextOut = new Struct.Pointer();
        final size_t availOut = new size_t();
        final u_int64_t totalOut = new u_int64_t();
        final Struct.Pointer[] internals = array(new Struct.Pointer[6]);
        final u_int64_t[] numbers = array(new u_int64_t[2]);
        final size_t[] sizes = array(new size_t[2]);
        final int32_t[] kinds = array(new int32_t[2]);

        Stream(Runtime runtime) {
            super(runtime);
        }
    }

    /** {@code lzma_filter}, twice: LZMA2, and the end of the list. */
    static final class Filters extends Struct {
        final u_int64_t id = new u_int64_t();
        final Struct.Pointer options = new Struct.Pointer();
        final u_int64_t endId = new u_int64_t();
        final Struct.Pointer endOptions = new Struct.Pointer();

        Filters(Runtime runtime) {
            super(runtime);
        }
    }

    /** Loaded when it is first asked for. */
    private static final class Loaded {
        static final Optional<Functions> FUNCTIONS = load();

        private static Optional<Functions> load() {
            try {
                return Optional.of(
                        LibraryLoader.create(Functions.class).failImmediately().load(FILE));
            } catch (UnsatisfiedLinkError e) {
                return Optional.empty();
            }
        }
    }

    /** The library, if this system has it. */
    static Optional<Functions> functions() {
        return Loaded.FUNCTIONS;
    }
}
