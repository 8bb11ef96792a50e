/** Package deltas by zstd. */
@NullMarked
package dev.potluck.delta.zstd;

import org.jspecify.annotations.NullMarked;
