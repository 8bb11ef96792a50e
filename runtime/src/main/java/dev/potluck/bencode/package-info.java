/**
 * Bencoding (BEP 3), the wire coding of KRPC: a decoder that trusts nobody and a canonical encoder.
 *
 * <p>A value is one of four types: {@link dev.potluck.bencode.ByteString},
 * {@link dev.potluck.bencode.BInteger}, {@link dev.potluck.bencode.BList},
 * {@link dev.potluck.bencode.BDictionary}.
 */
@NullMarked
package dev.potluck.bencode;

import org.jspecify.annotations.NullMarked;
