package dev.potluck.app.settings;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reference part of docs/settings.md, from the table of keys. */
public final class SettingsReference {
    private SettingsReference() {}

    /** One section for each key: its name, default, what is allowed, and what it is for. */
    public static String markdown() {
        return sections("", SettingKeys.ALL) + "\n" + sections("archive.", SettingKeys.OF_ARCHIVE);
    }

    private static String sections(String prefix, List<Setting<?>> keys) {
        return keys.stream()
                .flatMap(key -> Stream.of(
                        "### `" + prefix + key.name() + "`",
                        "",
                        key.help(),
                        "",
                        "- Allowed: " + key.type().allowed(),
                        "- Default: " + fallback(key),
                        ""))
                .collect(Collectors.joining("\n"));
    }

    private static String fallback(Setting<?> key) {
        return key.fallback()
                .map(text -> text.isEmpty() ? "empty" : "`" + text + "`")
                .orElse("none");
    }
}
