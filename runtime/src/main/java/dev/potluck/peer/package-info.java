/** What this node gives to its peers: public files, by hash, over HTTP (floor 4). */
@NullMarked
package dev.potluck.peer;

import org.jspecify.annotations.NullMarked;
