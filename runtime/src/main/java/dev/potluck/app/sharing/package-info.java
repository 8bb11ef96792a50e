/**
 * Makes a running node part of the network: the DHT on the node's event loop and UDP port, the
 * files that may be announced, and the nodes of the same network.
 */
@NullMarked
package dev.potluck.app.sharing;

import org.jspecify.annotations.NullMarked;
