package dev.potluck.dht.sim;

import java.util.Locale;
import java.util.Map;

/** Draws the distributions of lookups: time on a logarithmic axis, the share found by then. */
final class CdfPlot {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 460;
    private static final int LEFT = 60;
    private static final int TOP = 40;
    private static final int PLOT_WIDTH = 500;
    private static final int PLOT_HEIGHT = 360;
    private static final double FROM_MS = 20;
    private static final double TO_MS = 60_000;
    private static final int[] TICKS_MS = {
        20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 60_000
    };
    private static final String[] COLOURS = {
        "#1b6ca8", "#9bc1dd", "#c7dbe8", "#c0392b", "#e79a8f", "#f1c8c2", "#1e8449", "#7d6608"
    };

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
            add("<text x=\"%d\" y=\"%.1f\">%d %%</text>", LEFT - 45, y + 4, percent);
        }
        for (int tick : TICKS_MS) {
            double x = x(tick);
            line(x, TOP, x, TOP + PLOT_HEIGHT);
            String label = tick < 1_000 ? tick + " ms" : tick / 1_000 + " s";
            add(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x, TOP + PLOT_HEIGHT + 18, label);
        }
    }

    private void line(double x1, double y1, double x2, double y2) {
        add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>",
                x1, y1, x2, y2);
    }

    private void curve(String name, LookupFigures figures, int index) {
        String colour = COLOURS[index % COLOURS.length];
        StringBuilder points = new StringBuilder();
        for (double ms = FROM_MS; ms <= TO_MS; ms *= 1.04) {
            double y = TOP + PLOT_HEIGHT * (1 - figures.foundWithin((long) ms));
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(ms), y));
        }
        add(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
                points.toString().strip(), colour);
        int y = TOP + 20 + index * 22;
        int x = LEFT + PLOT_WIDTH + 15;
        add("<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"4\" fill=\"%s\"/>", x, y - 6, colour);
        add("<text x=\"%d\" y=\"%d\">%s</text>", x + 20, y, name);
    }

    private static double x(double ms) {
        return LEFT + PLOT_WIDTH * Math.log(ms / FROM_MS) / Math.log(TO_MS / FROM_MS);
    }
}
