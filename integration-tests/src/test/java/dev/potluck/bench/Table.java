package dev.potluck.bench;

import java.io.PrintStream;
import java.util.List;

/** Prints what a benchmark measured: a line for each contender, then one for each target. */
final class Table {
    private static final int NAME_WIDTH = 16;
    private static final int COLUMN_GAP = 3;
    private static final int TARGET_WIDTH = 52;

    private final PrintStream out;
    private int met;
    private int missed;

    Table(PrintStream out) {
        this.out = out;
    }

    void print(Benchmark benchmark, Scores scores) {
        out.printf("%n%s: %s%n", benchmark.name(), benchmark.title());
        StringBuilder head = new StringBuilder(pad("", NAME_WIDTH));
        for (Metric metric : scores.metrics()) {
            head.append(" ".repeat(COLUMN_GAP)).append(metric.title());
        }
        out.println(head);
        for (String contender : scores.contenders()) {
            StringBuilder line = new StringBuilder(pad("  " + contender, NAME_WIDTH));
            for (Metric metric : scores.metrics()) {
                double median = scores.median(metric, contender);
                String value = Double.isNaN(median) ? "-" : metric.format(median);
                int width = COLUMN_GAP + metric.title().length();
                line.append(" ".repeat(Math.max(1, width - value.length()))).append(value);
            }
            out.println(line);
        }
        printTargets(benchmark.targets(), scores);
    }

    private void printTargets(List<Target> targets, Scores scores) {
        for (Target target : targets) {
            double measured = target.measured(scores);
            String verdict;
            if (Double.isNaN(measured)) {
                verdict = "not measured";
            } else if (target.isMet(measured)) {
                met++;
                verdict = Target.number(measured) + "  pass";
            } else {
                missed++;
                verdict = Target.number(measured) + "  MISS";
            }
            out.println(pad("  target " + target.text(), TARGET_WIDTH) + " " + verdict);
        }
    }

    void printSummary() {
        out.printf("%ntargets: %d met, %d missed%n", met, missed);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
