/** The data path (floor 3): from a resolved path to bytes. */
@NullMarked
package dev.potluck.fetch;

import org.jspecify.annotations.NullMarked;
