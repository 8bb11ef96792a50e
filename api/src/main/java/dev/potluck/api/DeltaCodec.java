package dev.potluck.api;

import org.pf4j.ExtensionPoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;

/**
 * Writes one version of a package as its difference from another.
 *
 * <p>The runtime reads each delta back and compares hashes before it trusts it, so a faulty codec
 * wastes time but loses nothing.
 */
public interface DeltaCodec extends ExtensionPoint {
    /** The name and version stored with each delta, such as {@code zstd-1}. */
    String name();

    /** Whether a delta between these two is worth trying. */
    boolean accepts(PackageId target, PackageId base);

    /** Writes {@code delta} such that {@link #decode} with the same base gives {@code target}. */
    void encode(SeekableByteChannel base, SeekableByteChannel target, OutputStream delta)
            throws IOException;

    /** Writes the target that {@code delta} was made from; fails on a delta that is not its own. */
    void decode(SeekableByteChannel base, InputStream delta, OutputStream target)
            throws IOException;
}
