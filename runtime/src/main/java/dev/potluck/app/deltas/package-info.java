/** Making and reading deltas in processes of their own (floor 5). */
@NullMarked
package dev.potluck.app.deltas;

import org.jspecify.annotations.NullMarked;
