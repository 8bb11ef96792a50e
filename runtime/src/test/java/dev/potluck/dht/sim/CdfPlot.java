package dev.potluck.dht.sim;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws the distributions of lookups: time on a logarithmic axis, the share found by then. */
final class CdfPlot {
    private static final int WIDTH = 990;
    private static final int HEIGHT = 470;
    private static final int LEFT = 80;
    private static final int TOP = 40;
    private static final int PLOT_WIDTH = 500;
    private static final int PLOT_HEIGHT = 360;
    private static final double FROM_MS = 20;
    private static final double TO_MS = 60_000;
    private static final int[] TICKS_MS = {
        20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 60_000
    };
    private static final int LEGEND_ROW = 24;

    /** One colour for each weather, one kind of line for each way of looking up. */
    private record Stroke(String nameContains, String value) {}

    private static final List<Stroke> COLOURS = List.of(
            new Stroke("heavy tail", "#1e8449"),
            new Stroke("half dead", "#c0392b"),
            new Stroke("", "#1b6ca8"));
    private static final List<Stroke> DASHES = List.of(
            new Stroke("apt-p2p", "9 5"), new Stroke("fixed", "2 4"), new Stroke("", "none"));

    private final StringBuilder svg = new StringBuilder();

    private CdfPlot() {}

    static String of(Map<String, LookupFigures> curves, int nodes, long seed) {
        CdfPlot plot = new CdfPlot();
        plot.axes(String.format("Time to the first peer, %,d nodes, seed %d", nodes, seed));
        int index = 0;
        for (Map.Entry<String, LookupFigures> curve : curves.entrySet()) {
            plot.curve(curve.getKey(), curve.getValue(), index++);
        }
        return plot.svg.append("</svg>\n").toString();
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private void axes(String title) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH, HEIGHT);
        add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        add("<text x=\"%d\" y=\"24\" font-size=\"15\">%s</text>", LEFT, title);
        for (int percent = 0; percent <= 100; percent += 25) {
            double y = TOP + PLOT_HEIGHT * (1 - percent / 100.0);
            line(LEFT, y, LEFT + PLOT_WIDTH, y);
            add(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>",
                    LEFT - 8, y + 4, percent);
        }
        for (int tick : TICKS_MS) {
            double x = x(tick);
            line(x, TOP, x, TOP + PLOT_HEIGHT);
            String label =
                    tick < 1_000 ? Double.toString(tick / 1_000.0) : Integer.toString(tick / 1_000);
            add(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x, TOP + PLOT_HEIGHT + 18, label);
        }
        add(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                LEFT + PLOT_WIDTH / 2,
                TOP + PLOT_HEIGHT + 44,
                "seconds since the lookup began (logarithmic)");
        add(
                "<text transform=\"translate(22 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                TOP + PLOT_HEIGHT / 2, "lookups that have found a peer");
    }

    private static String strokeOf(List<Stroke> strokes, String curve) {
        return strokes.stream()
                .filter(stroke -> curve.contains(stroke.nameContains()))
                .findFirst()
                .map(Stroke::value)
                .orElseThrow();
    }

    private void line(double x1, double y1, double x2, double y2) {
        add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>",
                x1, y1, x2, y2);
    }

    private void curve(String name, LookupFigures figures, int index) {
        String stroke = String.format(
                "fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\"",
                strokeOf(COLOURS, name), strokeOf(DASHES, name));
        StringBuilder points = new StringBuilder();
        for (double ms = FROM_MS; ms <= TO_MS; ms *= 1.02) {
            double y = TOP + PLOT_HEIGHT * (1 - figures.foundWithin((long) ms));
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(ms), y));
        }
        add("<polyline points=\"%s\" %s/>", points.toString().strip(), stroke);
        int y = TOP + 16 + index * LEGEND_ROW;
        int x = LEFT + PLOT_WIDTH + 20;
        add("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" %s/>", x, y - 4, x + 34, y - 4, stroke);
        add("<text x=\"%d\" y=\"%d\">%s</text>", x + 42, y, name);
    }

    private static double x(double ms) {
        return LEFT + PLOT_WIDTH * Math.log(ms / FROM_MS) / Math.log(TO_MS / FROM_MS);
    }
}
