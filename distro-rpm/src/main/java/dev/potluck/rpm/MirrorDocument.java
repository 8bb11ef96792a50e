package dev.potluck.rpm;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.MirrorList;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A list of mirrors of a repository: a metalink, or plain lines. */
interface MirrorDocument {
    /** Where a repository's root index stands. */
    ArchivePath ROOT_INDEX = new ArchivePath(RpmPath.REPODATA + RpmPath.REPOMD);

    List<MirrorDocument> KINDS = List.of(new Metalink(), new MirrorLines());

    /**
     * @return empty if it names no mirror of a repository
     * @throws IOException if it is not of this kind
     */
    Optional<MirrorList> read(byte[] content) throws IOException;

    /** The list with one mirror; see {@link dev.potluck.api.ArchiveFormat#withMirror}. */
    byte[] withMirror(byte[] content, String mirror) throws IOException;

    /** Which of the two a document is: only a metalink begins as XML does. */
    static MirrorDocument of(byte[] content) {
        for (byte next : content) {
            if (next == '<') {
                return KINDS.get(0);
            }
            if (next > ' ') {
                break;
            }
        }
        return KINDS.get(1);
    }
}
