/**
 * Floor 5: the program. The command line, and {@link dev.potluck.app.Node}, which wires the rest.
 */
@NullMarked
package dev.potluck.app;

import org.jspecify.annotations.NullMarked;
