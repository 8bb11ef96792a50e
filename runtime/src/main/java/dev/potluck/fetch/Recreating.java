package dev.potluck.fetch;

/**
 * How files are made again from what the node kept of them.
 *
 * @param worker waits for what is being made
 */
public record Recreating(Worker worker, Recreations means) {}
