/**
 * Blobs on disk (floor 1): complete files under their SHA-256, downloads under way beside them.
 *
 * <pre>
 * objects/9f/9f86d081…   a complete, verified file; its name is its SHA-256 in hexadecimal
 * partial/NAME           the first bytes of a file under way
 * partial/NAME.from      where they came from: mirror, ETag, Last-Modified, a line each
 * </pre>
 */
@NullMarked
package dev.potluck.store;

import org.jspecify.annotations.NullMarked;
