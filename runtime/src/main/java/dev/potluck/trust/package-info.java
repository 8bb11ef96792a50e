/**
 * Are the root indexes that mirrors hand us signed by a key this machine knows? OpenPGP signatures
 * (RFC 9580), judged as GnuPG's {@code gpgv} judges them. The only package that sees Bouncy Castle.
 *
 * <p>Clients check signatures themselves. Ours only keep what they would refuse from being cached,
 * shared, and adopted as a snapshot.
 */
@NullMarked
package dev.potluck.trust;

import org.jspecify.annotations.NullMarked;
