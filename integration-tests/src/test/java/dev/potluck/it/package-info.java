/** Whole nodes against real package managers, and against mirrors that misbehave. */
@NullMarked
package dev.potluck.it;

import org.jspecify.annotations.NullMarked;
