package dev.potluck.plugin;

/**
 * How long a third party's plugin may take before it counts as hung.
 *
 * @param loadMs from its first class to its last instance
 * @param answerMs for what a path is, which takes microseconds
 * @param idleMs in which {@code parse} neither reads nor hands over anything
 */
record CallLimits(long loadMs, long answerMs, long idleMs) {
    static final CallLimits DEFAULT = new CallLimits(20_000, 2_000, 20_000);
}
