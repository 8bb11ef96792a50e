/**
 * The benchmarks behind {@code ./bench}: Potluck side by side with nginx, apt-cacher-ng and squid.
 *
 * <p>A benchmark starts every contender as a child process on a loopback port, in a directory of
 * its own, before one local mirror; loads them in turn, round after round (A B C A B C), so that
 * whatever else the machine does falls on all of them; and prints medians, ratios and targets. Work
 * is counted per second of CPU time of the server process, which a busy machine changes far less
 * than wall time.
 */
@NullMarked
package dev.potluck.bench;

import org.jspecify.annotations.NullMarked;
