/** The HTTP proxy that package managers talk to (floor 4). */
@NullMarked
package dev.potluck.proxy;

import org.jspecify.annotations.NullMarked;
