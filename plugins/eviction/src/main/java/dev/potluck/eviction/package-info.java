/** Policies that say which cached files go first, one idea per class, each with its source. */
@NullMarked
package dev.potluck.eviction;

import org.jspecify.annotations.NullMarked;
