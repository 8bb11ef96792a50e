/** The blobs this node holds (floor 2): hash to file, in memory when small. */
@NullMarked
package dev.potluck.cache;

import org.jspecify.annotations.NullMarked;
