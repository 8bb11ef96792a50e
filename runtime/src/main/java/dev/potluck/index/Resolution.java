package dev.potluck.index;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.ResourceKind;

/** What the indexes know of a path. */
public sealed interface Resolution {
    /**
     * An adopted index lists it, or its hash is in the path.
     *
     * @param kind INDEX or PACKAGE
     */
    record Listed(ExpectedFile file, ResourceKind kind, ArchiveFormat format)
            implements Resolution {}

    /** A root index: the mirror is asked whether it changed. */
    record Root(ArchiveFormat format) implements Resolution {}

    /** The detached signature of a root index: it goes with that root index's snapshot. */
    record Signature(Snapshot snapshot) implements Resolution {}

    /** No adopted index knows it. */
    record Unlisted() implements Resolution {}
}
