/** The format of Arch Linux, as a third party's plugin has it: one class over the API alone. */
@NullMarked
package dev.potluck.pacman;

import org.jspecify.annotations.NullMarked;
