package dev.potluck.it;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the machine's own apt is set up with: the tests name no archive host themselves. */
public final class MachineSources {
    private MachineSources() {}

    /** The first archive with a {@code main} component, and the suites that the machine uses. */
    public static AptSource first() {
        return all().get(0);
    }

    /** All archives with a {@code main} component, at least one. */
    public static List<AptSource> all() {
        String format = "$(CREATED_BY) $(SITE) $(RELEASE) $(COMPONENT)";
        String output = Command.of(
                        "apt-get", "indextargets", "--no-release-info", "--format", format)
                .run()
                .orFail()
                .output();
        Map<String, Set<String>> suitesByUri = new LinkedHashMap<>();
        for (String line : output.lines().toList()) {
            String[] words = line.split(" ");
            if (words.length == 4 && words[0].equals("Packages") && words[3].equals("main")) {
                suitesByUri
                        .computeIfAbsent(words[1], uri -> new LinkedHashSet<>())
                        .add(words[2]);
            }
        }
        List<AptSource> sources = suitesByUri.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("http"))
                .map(entry ->
                        new AptSource(entry.getKey(), List.copyOf(entry.getValue()), "main", ""))
                .toList();
        if (sources.isEmpty()) {
            throw new AssertionError(
                    "the machine's apt sources name no http archive with `main`; add one to"
                            + " /etc/apt/sources.list.d");
        }
        return sources;
    }

    /** Lines for apt.conf: how old an index the machine's owner lets apt accept. */
    static String dateChecks() {
        return Command.of("apt-config", "dump", "Acquire::Check-Valid-Until", "Acquire::Check-Date")
                .run()
                .orFail()
                .output();
    }
}
