/** Hashing of streams (floor 0). */
@NullMarked
package dev.potluck.hash;

import org.jspecify.annotations.NullMarked;
