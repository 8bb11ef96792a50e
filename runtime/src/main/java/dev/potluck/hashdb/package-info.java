/** LMDB (floor 1): the only package that knows it. */
@NullMarked
package dev.potluck.hashdb;

import org.jspecify.annotations.NullMarked;
