package dev.potluck.app;

import dev.potluck.app.settings.HostPort;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A {@code .repo} file of dnf or zypper, which may be led through the node and back. The change can
 * be told from the file itself, so that nothing else has to remember it:
 *
 * <pre>
 * metalink=https://mirrors.example/metalink?repo=x   becomes
 * metalink=http://127.0.0.1:9977/https/mirrors.example/metalink?repo=x
 *
 * baseurl=http://mirror.example/os/                  gets two lines before it
 * # the next line is of "potluck setup"; "--remove" takes it back
 * proxy=http://127.0.0.1:9977
 * </pre>
 *
 * <p>A section that has a proxy already is left as it is: the node is not behind that proxy.
 */
final class RepoFile {
    static final String MARK =
            "# the next line is of \"potluck setup\"; \"--remove\" takes it back";

    private static final Set<String> URL_KEYS = Set.of("baseurl", "metalink", "mirrorlist");
    private static final Pattern HTTPS = Pattern.compile("\\bhttps://");
    private static final Pattern HTTP = Pattern.compile("\\bhttp://");

    private final String node;

    RepoFile(HostPort node) {
        this.node = "http://" + node;
    }

    /** The text led through the node; a text that is so already stays as it is. */
    String through(String text) {
        StringBuilder changed = new StringBuilder();
        for (List<String> section : sections(text)) {
            through(section).forEach(changed::append);
        }
        return changed.toString();
    }

    /** The text as it was before {@link #through}, whatever was edited since. */
    String back(String text) {
        StringBuilder changed = new StringBuilder();
        List<String> lines = linesOf(text);
        String prefix = "\\b" + Pattern.quote(node + "/");
        String key = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean isOurs = line.strip().equals(MARK)
                    && i + 1 < lines.size()
                    && lines.get(i + 1).startsWith("proxy=");
            if (isOurs) {
                i++;
                continue;
            }
            key = keyOf(line, key);
            changed.append(
                    URL_KEYS.contains(key)
                            ? line.replaceAll(prefix + "https/", "https://")
                                    .replaceAll(prefix, "http://")
                            : line);
        }
        return changed.toString();
    }

    private List<String> through(List<String> section) {
        boolean hasHttps = false;
        boolean hasHttp = false;
        int firstUrl = -1;
        String key = "";
        for (int i = 0; i < section.size(); i++) {
            key = keyOf(section.get(i), key);
            if (key.equals("proxy")) {
                return section;
            }
            if (URL_KEYS.contains(key)) {
                firstUrl = firstUrl < 0 ? i : firstUrl;
                hasHttps |= HTTPS.matcher(section.get(i)).find();
                hasHttp |= HTTP.matcher(section.get(i)).find();
            }
        }
        if (hasHttps) {
            return prefixed(section);
        }
        return hasHttp ? proxied(section, firstUrl) : section;
    }

    private List<String> proxied(List<String> section, int firstUrl) {
        if (section.stream().anyMatch(line -> line.contains(node + "/"))) {
            return section;
        }
        List<String> lines = new ArrayList<>(section);
        lines.add(firstUrl, MARK + "\nproxy=" + node + "\n");
        return lines;
    }

    /** Both kinds: with a proxy, what is for the node itself would go to it twice. */
    private List<String> prefixed(List<String> section) {
        List<String> lines = new ArrayList<>();
        String key = "";
        for (String line : section) {
            key = keyOf(line, key);
            lines.add(URL_KEYS.contains(key) ? prefixed(line) : line);
        }
        return lines;
    }

    private String prefixed(String line) {
        String own = node.substring("http://".length());
        Pattern others = Pattern.compile("\\bhttp://(?!" + Pattern.quote(own) + "/)");
        return HTTPS.matcher(others.matcher(line).replaceAll(node + "/"))
                .replaceAll(node + "/https/");
    }

    /** The key that a line belongs to: its own, or that of the line before which it continues. */
    private static String keyOf(String line, String before) {
        if (line.isBlank() || "#;".indexOf(line.charAt(0)) >= 0) {
            return line.isBlank() ? "" : before;
        }
        if (Character.isWhitespace(line.charAt(0))) {
            return before;
        }
        int equals = line.indexOf('=');
        return equals < 0 ? "" : line.substring(0, equals).strip().toLowerCase(Locale.ROOT);
    }

    /** The file's lines in groups, each of which begins with a {@code [section]}. */
    private static List<List<String>> sections(String text) {
        List<List<String>> sections = new ArrayList<>();
        List<String> section = new ArrayList<>();
        sections.add(section);
        for (String line : linesOf(text)) {
            if (line.startsWith("[")) {
                section = new ArrayList<>();
                sections.add(section);
            }
            section.add(line);
        }
        return sections;
    }

    /** With their ends. */
    private static List<String> linesOf(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("(?<=\n)"));
    }
}
