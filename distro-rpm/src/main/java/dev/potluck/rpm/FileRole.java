package dev.potluck.rpm;

import dev.potluck.api.ResourceKind;

/** What a file of an RPM repository is. */
enum FileRole {
    /** {@code repodata/repomd.xml}. */
    REPOMD(ResourceKind.ROOT_INDEX),
    /** {@code .treeinfo}: the images of an installation tree. */
    TREEINFO(ResourceKind.ROOT_INDEX),
    /** Lists the packages. */
    PRIMARY(ResourceKind.INDEX),
    /** {@code prestodelta.xml}, {@code deltainfo.xml}: list delta packages. */
    DELTAS(ResourceKind.INDEX),
    /** Listed itself, but lists no files with hashes: filelists, comps, modules and so on. */
    LISTLESS_INDEX(ResourceKind.INDEX),
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
