package dev.potluck.api;

import java.io.IOException;

/** An index is not what its format says. The message names the place and what was expected. */
public final class MalformedIndexException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * @param index the index's path
     * @param line the line, counted from 1; 0 where the format has none
     * @param expected what should have stood there, and what did
     */
    public MalformedIndexException(ArchivePath index, long line, String expected) {
        super(line > 0 ? index + ":" + line + ": " + expected : index + ": " + expected);
    }
}
