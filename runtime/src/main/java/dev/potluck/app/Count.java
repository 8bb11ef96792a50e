package dev.potluck.app;

import java.util.Locale;

/** Numbers of things in words: {@code 1 file}, {@code 1,697 files}. */
final class Count {
    private Count() {}

    /** @param thing one of them, such as {@code file} */
    static String of(long number, String thing) {
        return String.format(Locale.ROOT, "%,d %s%s", number, thing, number == 1 ? "" : "s");
    }
}
