/**
 * Old versions of packages as their difference from newer ones (floor 2).
 *
 * <p>{@code DeltaPlanner} says which, {@code DeltaKeeper} has it done, {@code DeltaWork} does it in
 * a process of its own, {@code DeltaFile} is what comes of it.
 */
@NullMarked
package dev.potluck.delta;

import org.jspecify.annotations.NullMarked;
