/**
 * Takes package files apart into what their compressed streams hold, and puts them together again
 * bit by bit (floor 0).
 *
 * <p>{@code Layouts} finds the streams, {@code Presets} the settings that made them, {@code Parts}
 * goes from file to payload and back.
 */
@NullMarked
package dev.potluck.recreate;

import org.jspecify.annotations.NullMarked;
