package dev.potluck.app.settings;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells an unknown key from a known one, and which known one was probably meant. */
final class KeyNames {
    /** A key that needs more edits than this to become a known one is not a slip of it. */
    private static final int MAX_EDITS = 3;

    private KeyNames() {}

    static void requireKnown(List<Setting<?>> known, String key, String origin)
            throws SettingsException {
        if (known.stream().anyMatch(setting -> setting.name().equals(key))) {
            return;
        }
        String hint = nearest(known, key)
                .map(name -> "; did you mean " + name + "?")
                .orElseGet(() -> "; the keys are " + names(known));
        throw new SettingsException(origin, "there is no setting " + key + hint);
    }

    private static String names(List<Setting<?>> known) {
        return known.stream().map(Setting::name).collect(Collectors.joining(", "));
    }

    /** The key with the same last name in another section, or else the one fewest edits away. */
    private static Optional<String> nearest(List<Setting<?>> known, String key) {
        String last = key.substring(key.lastIndexOf('.') + 1);
        Optional<String> elsewhere = known.stream()
                .map(Setting::name)
                .filter(name -> name.endsWith("." + last) || name.equals(last))
                .findFirst();
        return elsewhere.or(() -> known.stream()
                .map(Setting::name)
                .filter(name -> edits(name, key) <= MAX_EDITS)
                .min(Comparator.comparingInt(name -> edits(name, key))));
    }

    /** Levenshtein's distance, by the two rows that its recurrence needs. */
    private static int edits(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(above[j - 1] + change, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[to.length()];
    }
}
