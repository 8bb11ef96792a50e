/**
 * The client of mirrors: one request with its redirects ({@link dev.potluck.mirror.MirrorClient}),
 * and one file from any mirror of a group, whatever the single mirrors do
 * ({@link dev.potluck.mirror.MirrorDownload}).
 *
 * <p>Everything here runs on one Vert.x context, the one that made the client, and needs no locks.
 */
@NullMarked
package dev.potluck.mirror;

import org.jspecify.annotations.NullMarked;
