/** One file from many peers and the mirror together, by pieces, each checked (floor 2). */
@NullMarked
package dev.potluck.swarm;

import org.jspecify.annotations.NullMarked;
