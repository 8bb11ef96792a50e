package dev.potluck.app.admin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A page with gaps. {@code {{name}}} is filled with a value, escaped for HTML. What stands between
 * {@code {{#names}}} and {@code {{/names}}} is repeated for each element of a list, and stands once
 * for {@code true}; between {@code {{^names}}} and {@code {{/names}}} it stands once if the list is
 * empty, or for {@code false}. Names inside are looked up in the element first (a subset of
 * Mustache).
 */
final class Template {
    private sealed interface Part {}

    private record Text(String text) implements Part {}

    private record Gap(String name) implements Part {}

    private record Section(String name, boolean inverted, List<Part> parts) implements Part {}

    /** Sections inside sections, at most. */
    private static final int MAX_DEPTH = 8;

    private final String source;
    private final List<Part> parts;
    private int position;

    /** @throws IllegalArgumentException if a section is not closed where it should be */
    Template(String source) {
        this.source = source;
        this.parts = parse("", 0);
    }

    /** The template of a resource beside this class. */
    static Template ofResource(String name) {
        return new Template(resource(name));
    }

    /** The text of a resource beside this class. */
    static String resource(String name) {
        try (InputStream content = Template.class.getResourceAsStream(name)) {
            if (content == null) {
                throw new IllegalStateException("the program lacks its file " + name);
            }
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the program's file " + name + " is unreadable", e);
        }
    }

    private List<Part> parse(String section, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("sections nest too deeply at " + section);
        }
        List<Part> into = new ArrayList<>();
        while (true) {
            int open = source.indexOf("{{", position);
            if (open < 0) {
                require(section.isEmpty(), "no {{/" + section + "}}");
                into.add(new Text(source.substring(position)));
                return into;
            }
            into.add(new Text(source.substring(position, open)));
            int close = source.indexOf("}}", open);
            require(close > open + 2, "no }} after character " + open);
            String tag = source.substring(open + 2, close);
            position = close + 2;
            switch (tag.charAt(0)) {
                case '#', '^' -> {
                    String name = tag.substring(1);
                    into.add(new Section(name, tag.charAt(0) == '^', parse(name, depth + 1)));
                }
                case '/' -> {
                    require(tag.substring(1).equals(section), "{{" + tag + "}} closes nothing");
                    return into;
                }
                default -> into.add(new Gap(tag));
            }
        }
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException("template: " + problem);
        }
    }

    /**
     * The page with its gaps filled.
     *
     * @param values strings and numbers, booleans, and lists of such maps, by name
     * @throws IllegalArgumentException if a name of the template is not among them
     */
    String fill(Map<String, ?> values) {
        StringBuilder page = new StringBuilder(2 * source.length());
        fill(parts, List.of(values), page);
        return page.toString();
    }

    private static void fill(List<Part> parts, List<Map<String, ?>> scopes, StringBuilder page) {
        for (Part part : parts) {
            if (part instanceof Text text) {
                page.append(text.text());
            } else if (part instanceof Gap gap) {
                escape(value(gap.name(), scopes).toString(), page);
            } else if (part instanceof Section section) {
                fillSection(section, scopes, page);
            }
        }
    }

    private static void fillSection(
            Section section, List<Map<String, ?>> scopes, StringBuilder page) {
        Object value = value(section.name(), scopes);
        if (!(value instanceof List<?> elements)) {
            if (value.equals(!section.inverted())) {
                fill(section.parts(), scopes, page);
            }
        } else if (section.inverted()) {
            if (elements.isEmpty()) {
                fill(section.parts(), scopes, page);
            }
        } else {
            for (Object element : elements) {
                @SuppressWarnings("unchecked") // by contract of fill
                Map<String, ?> inner = (Map<String, ?>) element;
                List<Map<String, ?>> innerFirst = new ArrayList<>(List.of(inner));
                innerFirst.addAll(scopes);
                fill(section.parts(), innerFirst, page);
            }
        }
    }

    private static Object value(String name, List<Map<String, ?>> scopes) {
        for (Map<String, ?> scope : scopes) {
            Object value = scope.get(name);
            if (value != null) {
                return value;
            }
        }
        throw new IllegalArgumentException("template: nothing is called " + name);
    }

    /** Escapes what has a meaning in text or in a quoted attribute (HTML, section 13.1.2). */
    private static void escape(String text, StringBuilder page) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> page.append("&amp;");
                case '<' -> page.append("&lt;");
                case '>' -> page.append("&gt;");
                case '"' -> page.append("&quot;");
                case '\'' -> page.append("&#39;");
                default -> page.append(c);
            }
        }
    }
}
