package dev.potluck.dht;

/**
 * What this node keeps for others.
 *
 * @param tokens who may store
 * @param peers who has which key
 * @param items immutable items
 */
record DhtStores(TokenService tokens, PeerStore peers, ItemStore items) {}
