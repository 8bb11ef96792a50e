package dev.potluck.cache;

import dev.potluck.api.ContentHash;

import java.util.Set;
import java.util.function.Consumer;

/** What the adopted indexes of all archives list, public or not. */
public interface Listings {
    /** Names of the listings; each stays the same as long as its name does. */
    Set<?> ids();

    /** Visits each file that is listed by a strong hash. Blocking. */
    void forEachStrongHash(Consumer<ContentHash> visitor);
}
