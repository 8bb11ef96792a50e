/** Finds the nodes of the same network, by multicast DNS (RFC 6762) and DNS-SD (RFC 6763). */
@NullMarked
package dev.potluck.lan;

import org.jspecify.annotations.NullMarked;
