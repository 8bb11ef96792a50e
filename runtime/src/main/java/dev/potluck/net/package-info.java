/**
 * What a node may talk to: classes of addresses, networks written as text, and who may use the
 * proxy.
 */
@NullMarked
package dev.potluck.net;

import org.jspecify.annotations.NullMarked;
