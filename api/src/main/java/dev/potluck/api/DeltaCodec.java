package dev.potluck.api;

import org.pf4j.ExtensionPoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;

/**
 * Writes the content of one version of a package as its difference from that of another.
 *
 * <p>What it gets is unpacked: the runtime takes packages apart, and puts them together again bit
 * by bit (see {@link PackageContainer}). It reads each delta back and compares hashes before it
 * trusts it, so a faulty codec wastes time but loses nothing. It is called in a process of its own,
 * with little memory and limited time, for contents of at most {@link #MAX_CONTENT_BYTES}.
 */
public interface DeltaCodec extends ExtensionPoint {
    /** Longest content that a codec is given, in bytes; larger packages are kept whole. */
    long MAX_CONTENT_BYTES = 64L << 20;

    /**
     * The name and version stored with each delta, such as {@code zstd-1}: another version, another
     * name, unless it reads the old one's deltas. Lower-case letters, digits and hyphens.
     */
    String name();

    /**
     * Writes {@code delta} such that {@link #decode} with the same base gives {@code target}.
     *
     * @param base at its beginning; on disk
     * @param target at its beginning; on disk
     * @param delta throws when it takes no more: a delta nearly as large as its target is no use
     */
    void encode(SeekableByteChannel base, SeekableByteChannel target, OutputStream delta)
            throws IOException;

    /**
     * Writes the target that {@code delta} was made from.
     *
     * @throws IOException if the delta is none, or belongs to another base, as far as that can be
     *     told
     */
    void decode(SeekableByteChannel base, InputStream delta, OutputStream target)
            throws IOException;
}
