package dev.potluck.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * A bound that Potluck is to keep.
 *
 * @param metric what is bounded
 * @param bound from which side
 * @param limit a value of the metric, or a multiple of {@code against}'s
 * @param against the contender of the same run that the limit is relative to
 */
record Target(Metric metric, Bound bound, double limit, Optional<String> against) {
    enum Bound {
        AT_LEAST(">="),
        AT_MOST("<=");

        private final String sign;

        Bound(String sign) {
            this.sign = sign;
        }
    }

    static Target atMost(Metric metric, double limit) {
        return new Target(metric, Bound.AT_MOST, limit, Optional.empty());
    }

    static Target atMost(Metric metric, double limit, String against) {
        return new Target(metric, Bound.AT_MOST, limit, Optional.of(against));
    }

    static Target atLeast(Metric metric, double limit) {
        return new Target(metric, Bound.AT_LEAST, limit, Optional.empty());
    }

    static Target atLeast(Metric metric, double limit, String against) {
        return new Target(metric, Bound.AT_LEAST, limit, Optional.of(against));
    }

    /** What was measured in the target's own terms; NaN if it was not. */
    double measured(Scores scores) {
        return against.map(other -> scores.ratio(metric, Potluck.NAME, other))
                .orElseGet(() -> scores.median(metric, Potluck.NAME));
    }

    boolean isMet(double measured) {
        return bound == Bound.AT_LEAST ? measured >= limit : measured <= limit;
    }

    /** Such as {@code req/CPU-s >= 0.75 x nginx}. */
    String text() {
        String multiple = against.map(other -> " x " + other).orElse("");
        return metric.title() + " " + bound.sign + " " + number(limit) + multiple;
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }
}
