package dev.potluck.app.settings;

import java.util.Map;
import java.util.Optional;

/**
 * One key: what it is called, what may stand there, what holds without it, and what it is for.
 *
 * @param name the dotted name, such as {@code cache.quota}
 * @param fallback the value when nobody sets it, written as with {@code --set}; nothing when the
 *     key is required or its absence is a value of its own
 * @param help one or two sentences for docs/settings.md
 */
record Setting<T>(String name, ValueType<T> type, Optional<String> fallback, String help) {
    static <T> Setting<T> of(String name, ValueType<T> type, String fallback, String help) {
        return new Setting<>(name, type, Optional.of(fallback), help);
    }

    static <T> Setting<T> withoutDefault(String name, ValueType<T> type, String help) {
        return new Setting<>(name, type, Optional.empty(), help);
    }

    /** The value, by the first of: what is written, the default, nothing. */
    Optional<T> in(Map<String, RawValue> written) throws SettingsException {
        RawValue raw = written.get(name);
        if (raw == null) {
            return fallback.map(text -> type.parser()
                    .apply(RawValue.scalar(text, "default"))
                    .orElseThrow(() -> new IllegalStateException("bad default of " + name)));
        }
        return Optional.of(type.parser()
                .apply(raw)
                .orElseThrow(() -> new SettingsException(
                        raw.origin(),
                        "%s = %s is not allowed; it must be %s"
                                .formatted(name, shown(raw), type.allowed().replace("`", "")))));
    }

    /** As {@link #in}, for a key that has a default. */
    T required(Map<String, RawValue> written) throws SettingsException {
        return in(written).orElseThrow(() -> new IllegalStateException(name + " has no default"));
    }

    private static String shown(RawValue raw) {
        return raw.items().map(items -> items.toString()).orElse('"' + raw.text() + '"');
    }
}
