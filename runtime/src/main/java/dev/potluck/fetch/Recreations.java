package dev.potluck.fetch;

import dev.potluck.api.ContentHash;

import java.io.IOException;
import java.io.InputStream;

/** Files that the node does not have whole, but can make again without the network. */
public interface Recreations {
    /** Whether it may be worth a try. */
    boolean has(ContentHash hash);

    /**
     * Begins to make a file. Blocking, as is reading the stream, which fails at its end if the file
     * could not be made; closing it gives up.
     */
    InputStream begin(ContentHash hash) throws IOException;
}
