/**
 * KRPC (BEP 5, 32, 42, 43, 44) in Potluck's dialect: messages as sealed records, and their codec.
 *
 * <p>A message is a {@link dev.potluck.dht.krpc.KrpcQuery}, a
 * {@link dev.potluck.dht.krpc.KrpcReply} or a {@link dev.potluck.dht.krpc.KrpcError}; a query holds
 * one {@link dev.potluck.dht.krpc.Question}.
 */
@NullMarked
package dev.potluck.dht.krpc;

import org.jspecify.annotations.NullMarked;
