package dev.potluck.rpm;

import java.io.InputStream;

/** A primary.xml of the size and build of Fedora's, made while it is read. */
final class LargePrimary {
    private static final int PROVIDES = 8;
    private static final int REQUIRES = 14;
    private static final int FILES = 3;

    private final int packages;
    private int next = -1;

    private LargePrimary(int packages) {
        this.packages = packages;
    }

    static InputStream of(int packages) {
        LargePrimary primary = new LargePrimary(packages);
        return new TextStream(() -> primary.text(primary.next++));
    }

    private String text(int number) {
        if (number < 0) {
            return """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <metadata xmlns="http://linux.duke.edu/metadata/common" \
                    xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="%d">
                    """.formatted(packages);
        }
        if (number == packages) {
            return "</metadata>\n";
        }
        return number > packages ? "" : packageText(number);
    }

    private static String packageText(int number) {
        String name = "package-" + number;
        String hash = String.format("%064x", number * 0x9e3779b97f4a7c15L);
        StringBuilder text = new StringBuilder(4_096);
        text.append("<package type=\"rpm\">\n  <name>").append(name);
        text.append("</name>\n  <arch>x86_64</arch>\n  <version epoch=\"0\" ver=\"1.");
        text.append(number).append("\" rel=\"3.fc39\"/>\n");
        text.append("  <checksum type=\"sha256\" pkgid=\"YES\">");
        text.append(hash).append("</checksum>\n  <summary>A package &amp; more</summary>\n");
        text.append("  <description>").append("Some words of what it does. ".repeat(11));
        text.append("</description>\n  <packager>Fedora Project</packager>\n");
        text.append("  <url>https://example.org/").append(name).append("</url>\n");
        text.append("  <time file=\"1696500000\" build=\"1696400000\"/>\n  <size package=\"");
        text.append(1_000 + number).append("\" installed=\"20000\" archive=\"21000\"/>\n");
        text.append("  <location href=\"Packages/p/").append(name);
        text.append("-3.fc39.x86_64.rpm\"/>\n  <format>\n    <rpm:license>MIT</rpm:license>\n");
        text.append("    <rpm:provides>\n");
        entries(text, PROVIDES, number);
        text.append("    </rpm:provides>\n    <rpm:requires>\n");
        entries(text, REQUIRES, number + 1);
        text.append("    </rpm:requires>\n");
        for (int i = 0; i < FILES; i++) {
            text.append("    <file>/usr/bin/").append(name).append(i).append("</file>\n");
        }
        return text.append("  </format>\n</package>\n").toString();
    }

    private static void entries(StringBuilder text, int count, int seed) {
        for (int i = 0; i < count; i++) {
            text.append("      <rpm:entry name=\"lib")
                    .append(seed % 977)
                    .append(".so.")
                    .append(i);
            text.append("()(64bit)\" flags=\"EQ\" epoch=\"0\" ver=\"1.2\" rel=\"3\"/>\n");
        }
    }
}
