/**
 * The Kademlia DHT that answers "who has this hash, and what are the hashes of its pieces".
 *
 * <p>{@link dev.potluck.dht.Dht} is the door. Inside: a {@link dev.potluck.dht.Family} for each of
 * IPv4 and IPv6 holds our id and a {@link dev.potluck.dht.RoutingTable};
 * {@link dev.potluck.dht.RpcManager} asks, {@link dev.potluck.dht.Responder} answers,
 * {@link dev.potluck.dht.Lookup} walks towards a key, {@link dev.potluck.dht.Maintenance} keeps
 * tables alive, {@link dev.potluck.dht.Announcer} says what we have. Everything runs on one thread
 * and sees time, datagrams and chance through what it is given, so a simulator runs ten thousand of
 * these nodes in one process.
 *
 * <p>"Kademlia paper" is Maymounkov and Mazieres, IPTPS 2002. Each class says where it differs.
 */
@NullMarked
package dev.potluck.dht;

import org.jspecify.annotations.NullMarked;
