package dev.potluck.app.settings;

import java.util.List;
import java.util.Optional;

/**
 * A value as somebody wrote it, before it is known what it should be.
 *
 * @param text the scalar; for a list, its items with commas between
 * @param items the items, where it was written as a list
 * @param origin where it was written: {@code potluck.toml:12}, or the flag
 */
record RawValue(String text, Optional<List<String>> items, String origin) {
    static RawValue scalar(String text, String origin) {
        return new RawValue(text.strip(), Optional.empty(), origin);
    }

    static RawValue list(List<String> items, String origin) {
        return new RawValue(String.join(",", items), Optional.of(items), origin);
    }

    /**
     * The value as a list: as written, or a scalar's parts between commas (flags have no lists).
     */
    List<String> asList() {
        return items.orElseGet(() -> text.isEmpty()
                ? List.of()
                : List.of(text.split(",")).stream().map(String::strip).toList());
    }
}
