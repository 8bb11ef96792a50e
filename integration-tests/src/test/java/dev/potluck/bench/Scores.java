package dev.potluck.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What every contender scored in every round, by metric. */
final class Scores {
    private final Map<Metric, Map<String, List<Double>>> samples = new LinkedHashMap<>();

    void add(Metric metric, String contender, double value) {
        samples.computeIfAbsent(metric, m -> new LinkedHashMap<>())
                .computeIfAbsent(contender, c -> new ArrayList<>())
                .add(value);
    }

    Set<Metric> metrics() {
        return samples.keySet();
    }

    Set<String> contenders() {
        Set<String> contenders = new LinkedHashSet<>();
        samples.values().forEach(byContender -> contenders.addAll(byContender.keySet()));
        return contenders;
    }

    /** All values of one contender in the order of rounds; empty if it was not measured. */
    List<Double> of(Metric metric, String contender) {
        return samples.getOrDefault(metric, Map.of()).getOrDefault(contender, List.of());
    }

    /** The median over all rounds; NaN if it was not measured. */
    double median(Metric metric, String contender) {
        return median(of(metric, contender));
    }

    /**
     * The median of the ratios of single rounds: what disturbs one round disturbs both sides of its
     * ratio. NaN if either was not measured.
     */
    double ratio(Metric metric, String contender, String other) {
        List<Double> ours = of(metric, contender);
        List<Double> theirs = of(metric, other);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            ratios.add(ours.get(i) / theirs.get(i));
        }
        return median(ratios);
    }

    static double median(List<Double> values) {
        return quantile(values, 0.5);
    }

    /** The value below which that part of all values lies, between neighbours by proportion. */
    static double quantile(List<Double> values, double part) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        double place = part * (sorted.size() - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.size() - 1);
        return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
    }
}
