/**
 * What a Potluck plugin sees: value types and three extension points, on the JDK and PF4J's
 * {@code ExtensionPoint} alone.
 *
 * <p>A plugin describes; the runtime acts. The runtime downloads, decompresses (within limits),
 * verifies, stores and deletes, so a fault in a plugin can make a file unknown but never wrong.
 */
@NullMarked
package dev.potluck.api;

import org.jspecify.annotations.NullMarked;
