/**
 * The Debian archive format: from a path to what it names, and from an index to what it lists.
 *
 * <p>{@link dev.potluck.debian.DebianFormat} is the extension. {@code DebianPath} reads paths; one
 * parser class reads each kind of index, over {@code LineReader} and {@code ControlScanner}.
 */
@NullMarked
package dev.potluck.debian;

import org.jspecify.annotations.NullMarked;
