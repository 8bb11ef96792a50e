/** What archives list (floor 2): path to expected hash and size, by snapshots. */
@NullMarked
package dev.potluck.index;

import org.jspecify.annotations.NullMarked;
