/**
 * What a user can set. {@link dev.potluck.app.settings.SettingKeys} is the one table of keys: the
 * file, the flags, {@code potluck settings} and docs/settings.md all follow from it.
 */
@NullMarked
package dev.potluck.app.settings;

import org.jspecify.annotations.NullMarked;
