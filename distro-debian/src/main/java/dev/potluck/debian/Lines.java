package dev.potluck.debian;

import java.io.IOException;

/** Lines one after the other, without their ends, in a buffer that the next line may overwrite. */
interface Lines {
    /**
     * Steps to the next line.
     *
     * @return false after the last one
     * @throws dev.potluck.api.MalformedIndexException if a line is too long or out of place
     */
    boolean next() throws IOException;

    /** What holds the line, from {@link #start} to before {@link #end}. */
    byte[] buffer();

    int start();

    int end();

    /** The line's number, counted from 1. */
    long number();
}
