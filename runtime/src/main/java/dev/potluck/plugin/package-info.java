/**
 * The plugin host: finds plugins, checks them, and keeps the faults of one from everything else.
 * The only package that sees PF4J's loader.
 */
@NullMarked
package dev.potluck.plugin;

import org.jspecify.annotations.NullMarked;
