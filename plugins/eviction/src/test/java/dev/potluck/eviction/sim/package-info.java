/** A simulator of caches: traces of requests against each policy and Belady's optimum. */
@NullMarked
package dev.potluck.eviction.sim;

import org.jspecify.annotations.NullMarked;
