package dev.potluck.api;

import org.pf4j.ExtensionPoint;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.List;

/**
 * Knows a file format of packages so far that it can say where in a file compressed streams are.
 *
 * <p>Two versions of a package differ little, their compressed forms in every byte. So deltas are
 * taken between the contents: the runtime unpacks the streams that a container names, finds with
 * what settings they were made (xz, gzip or zstd), and stores a delta only if that gives back the
 * file bit by bit. A container that is wrong wastes time but loses nothing. It is called in a
 * process of its own.
 *
 * <p>A file that no container knows is looked at as one stream.
 */
public interface PackageContainer extends ExtensionPoint {
    /** The format, such as {@code deb}: lower-case letters, digits and hyphens. */
    String name();

    /**
     * Where the compressed streams of a file are, in their order, without overlap.
     *
     * @param file at its beginning; any file, and perhaps a hostile one
     * @return nothing if the file is not of this format, or is damaged
     */
    List<CompressedPart> parts(SeekableByteChannel file) throws IOException;
}
