/**
 * The RPM repository format: from a path to what it names, and from an index to what it lists.
 *
 * <p>{@link dev.potluck.rpm.RpmFormat} is the extension. {@code RpmPath} reads paths; one parser
 * class reads each kind of index, the XML ones over {@code XmlScanner}.
 */
@NullMarked
package dev.potluck.rpm;

import org.jspecify.annotations.NullMarked;
