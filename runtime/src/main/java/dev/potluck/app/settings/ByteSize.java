package dev.potluck.app.settings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 20 GB} is 20,000,000,000 bytes, {@code 1 GiB} is 2^30. */
public final class ByteSize {
    private static final Pattern WRITTEN =
            Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,3})?) ?([kKMGT]i?)?B?");
    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB");

    private ByteSize() {}

    /** The number of bytes that a text writes, or nothing when it is no size. */
    public static Optional<Long> parse(String text) {
        Matcher written = WRITTEN.matcher(text.strip());
        if (!written.matches()) {
            return Optional.empty();
        }
        String unit = written.group(2) == null ? "" : written.group(2);
        int power = unit.isEmpty() ? 0 : 1 + "kMGT".indexOf(lowerKilo(unit.charAt(0)));
        double bytes = Double.parseDouble(written.group(1))
                * Math.pow(unit.endsWith("i") ? 1024 : 1000, power);
        return bytes <= Long.MAX_VALUE ? Optional.of(Math.round(bytes)) : Optional.empty();
    }

    /**
     * As {@link #parse}, but a number other than 0 needs its unit: "5" is rarely meant as 5 bytes.
     */
    public static Optional<Long> parseWithUnit(String text) {
        boolean hasUnit = !text.isEmpty() && Character.isLetter(text.charAt(text.length() - 1));
        return hasUnit || text.equals("0") ? parse(text) : Optional.empty();
    }

    private static char lowerKilo(char unit) {
        return unit == 'K' ? 'k' : unit;
    }

    /** Three figures and a decimal unit: {@code 1.52 GB}, {@code 64.0 kB}, {@code 17 B}. */
    public static String format(long bytes) {
        double value = bytes;
        int unit = 0;
        // 999.5 of a unit would be written as 1000 of it.
        while (value >= 999.5 && unit < UNITS.size() - 1) {
            value /= 1000;
            unit++;
        }
        int decimals = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", value, UNITS.get(unit));
    }
}
