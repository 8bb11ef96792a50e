package dev.potluck.api;

/** What a path names, and so how the runtime treats it. */
public enum ResourceKind {
    /** Lists an archive's indexes and is listed by nothing: InRelease, repomd.xml. Revalidated. */
    ROOT_INDEX,
    /** Listed by a root index or an index, with a hash; may list files itself. */
    INDEX,
    /** Listed by an index, with a hash; lists nothing. */
    PACKAGE,
    /** Anything else: comes from the mirror, is never shared. */
    OPAQUE
}
