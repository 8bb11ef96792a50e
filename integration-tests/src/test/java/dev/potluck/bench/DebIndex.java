package dev.potluck.bench;

import dev.potluck.it.AptSource;
import dev.potluck.it.Machine;

import org.tukaani.xz.XZInputStream;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the main component of one suite of an archive lists. */
final class DebIndex {
    private static final Pattern CODENAME = Pattern.compile("(?m)^Codename: (\\S+)");

    private DebIndex() {}

    /**
     * A package's file.
     *
     * @param source the archive it is in
     * @param path below the archive
     */
    record Deb(
            AptSource source,
            String name,
            String version,
            String path,
            long sizeBytes,
            String sha256) {
        /** The folder in the pool, which all packages of one source package share. */
        String folder() {
            return path.substring(0, path.lastIndexOf('/'));
        }
    }

    /** By name; of several versions the last. */
    static Map<String, Deb> read(AptSource source, String suite) throws IOException {
        byte[] packed = MirrorCopy.get(
                source,
                "dists/%s/main/binary-%s/Packages.xz".formatted(suite, Machine.architecture()));
        Map<String, Deb> debs = new LinkedHashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new XZInputStream(new ByteArrayInputStream(packed)), StandardCharsets.UTF_8))) {
            Map<String, String> fields = new HashMap<>();
            for (String line; (line = lines.readLine()) != null; ) {
                int colon = line.indexOf(": ");
                if (line.isEmpty()) {
                    add(debs, source, fields);
                    fields.clear();
                } else if (colon > 0 && line.charAt(0) != ' ') {
                    fields.put(line.substring(0, colon), line.substring(colon + 2));
                }
            }
            add(debs, source, fields);
        }
        return debs;
    }

    private static void add(Map<String, Deb> debs, AptSource source, Map<String, String> fields) {
        String name = fields.getOrDefault("Package", "");
        if (!name.isEmpty()) {
            debs.put(
                    name,
                    new Deb(
                            source,
                            name,
                            fields.getOrDefault("Version", ""),
                            fields.getOrDefault("Filename", ""),
                            Long.parseLong(fields.getOrDefault("Size", "0")),
                            fields.getOrDefault("SHA256", "")));
        }
    }

    /** The name of the release that a suite is at the moment. */
    static String codename(AptSource source, String suite) throws IOException {
        String text = new String(
                MirrorCopy.get(source, "dists/" + suite + "/InRelease"), StandardCharsets.UTF_8);
        Matcher matcher = CODENAME.matcher(text);
        if (!matcher.find()) {
            throw new IOException("suite " + suite + " has no codename");
        }
        return matcher.group(1);
    }
}
