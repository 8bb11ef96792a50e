/**
 * A deterministic network in one process: virtual time, one thread, one seed, the real node code.
 *
 * <p>{@link dev.potluck.dht.sim.SimReport} prints the report; small simulations run as tests.
 */
@org.jspecify.annotations.NullMarked
package dev.potluck.dht.sim;
