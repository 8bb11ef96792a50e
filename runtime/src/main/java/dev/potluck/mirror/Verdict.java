package dev.potluck.mirror;

import dev.potluck.mirror.MirrorException.Kind;

/** What the head of an answer means to a download. */
sealed interface Verdict {
    /**
     * The body continues the file.
     *
     * @param skipBytes how much of it is there already
     * @param sizeBytes of the whole file, -1 if nobody told
     */
    record Continue(long skipBytes, long sizeBytes) implements Verdict {}

    /** The body is a file from its first byte, and not the one that was begun. */
    record StartOver(long sizeBytes) implements Verdict {}

    /** The part is of another version than the one that was begun: ask for the whole. */
    record AskForWhole() implements Verdict {}

    /** 304: the condition of the request holds. */
    record NotModified() implements Verdict {}

    /** The answer is of no use. */
    record Refuse(Kind kind, String problem) implements Verdict {}
}
