package dev.potluck.eviction.sim;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws byte hit rates over cache sizes as an SVG, the sizes at equal distances. */
final class Plot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;
    private static final int LEFT = 60;
    private static final int BOTTOM = 350;
    private static final int TOP = 30;
    private static final int STEP = 190;
    private static final List<String> COLOURS =
            List.of("#000000", "#d62728", "#1f77b4", "#2ca02c", "#9467bd", "#8c564b", "#ff7f0e");

    private Plot() {}

    static String svg(Map<String, List<HitRates>> rates) {
        StringBuilder svg = new StringBuilder();
        svg.append(("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n")
                .formatted(WIDTH, HEIGHT));
        text(svg, LEFT, TOP - 12, "#000000", "Byte hit rate by cache size (% of the files' bytes)");
        for (int tenth = 0; tenth <= 10; tenth += 2) {
            int y = y(tenth / 10.0);
            svg.append("<path d=\"M%d %dH%d\" stroke=\"#dddddd\"/>%n"
                    .formatted(LEFT, y, LEFT + 2 * STEP));
            text(svg, LEFT - 30, y + 4, "#000000", tenth == 10 ? "1" : "0." + tenth);
        }
        for (int i = 0; i < Simulator.PERCENTS.size(); i++) {
            text(
                    svg,
                    LEFT + i * STEP - 10,
                    BOTTOM + 20,
                    "#000000",
                    Simulator.PERCENTS.get(i) + " %");
        }
        int number = 0;
        for (Map.Entry<String, List<HitRates>> one : rates.entrySet()) {
            String colour = COLOURS.get(number % COLOURS.size());
            line(svg, one.getValue(), colour);
            text(svg, LEFT + 2 * STEP + 20, TOP + 20 + number * 20, colour, one.getKey());
            number++;
        }
        return svg.append("</svg>\n").toString();
    }

    private static int y(double rate) {
        return (int) Math.round(BOTTOM - rate * (BOTTOM - TOP));
    }

    private static void line(StringBuilder svg, List<HitRates> rates, String colour) {
        svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
                .append(colour)
                .append("\" points=\"");
        for (int i = 0; i < rates.size(); i++) {
            svg.append(String.format(
                    Locale.ROOT, "%d,%d ", LEFT + i * STEP, y(rates.get(i).bytes())));
        }
        svg.append("\"/>\n");
    }

    private static void text(StringBuilder svg, int x, int y, String colour, String text) {
        svg.append("<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n".formatted(x, y, colour, text));
    }
}
