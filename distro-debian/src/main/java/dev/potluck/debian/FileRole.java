package dev.potluck.debian;

import dev.potluck.api.ResourceKind;

/** What a file is in a Debian archive, told from its path: decides its kind and its parser. */
enum FileRole {
    /** InRelease or Release of a suite or a flat repository. */
    RELEASE(ResourceKind.ROOT_INDEX),
    /** Lists binary packages. */
    PACKAGES(ResourceKind.INDEX),
    /** Lists source packages. */
    SOURCES(ResourceKind.INDEX),
    /** {@code Packages.diff/Index} and its like: lists patches. */
    PATCH_INDEX(ResourceKind.INDEX),
    /** SHA256SUMS of installer images. */
    CHECKSUMS(ResourceKind.INDEX),
    /** Listed by a Release, lists nothing with a hash: a translation, a contents list. */
    LISTLESS_INDEX(ResourceKind.INDEX),
    /** Named by its hash; its content may be any of the indexes. */
    BY_HASH(ResourceKind.INDEX),
    /** A binary package, a file of a source package, a patch of an index, an installer image. */
    PACKAGE(ResourceKind.PACKAGE),
    OTHER(ResourceKind.OPAQUE);

    private final ResourceKind kind;

    FileRole(ResourceKind kind) {
        this.kind = kind;
    }

    ResourceKind kind() {
        return kind;
    }
}
