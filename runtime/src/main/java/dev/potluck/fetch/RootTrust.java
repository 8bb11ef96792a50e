package dev.potluck.fetch;

import dev.potluck.index.RootPlace;

import java.util.Optional;

/** Judges the signature of a new root index. Blocking. */
public interface RootTrust {
    /**
     * @param place where the root index stands
     * @param content the root index
     * @param detachedSignature its detached signature, if the format has such and the mirror had it
     * @return what is known of the signature, for people
     * @throws FetchException if it must not be used
     */
    String check(RootPlace place, byte[] content, Optional<byte[]> detachedSignature)
            throws FetchException;
}
