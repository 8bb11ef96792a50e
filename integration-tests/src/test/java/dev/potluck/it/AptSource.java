package dev.potluck.it;

import java.util.ArrayList;
import java.util.List;

/**
 * One archive as apt's sources name it.
 *
 * @param uri where it is, without a slash at the end
 * @param suites such as {@code bookworm}; {@code ./} for a flat archive
 * @param component such as {@code main}; empty for a flat archive
 * @param options what stands in brackets, such as {@code signed-by=/a/key.gpg by-hash=no}
 */
public record AptSource(String uri, List<String> suites, String component, String options) {

    public AptSource withUri(String newUri) {
        return new AptSource(newUri, suites, component, options);
    }

    AptSource withOptions(String newOptions) {
        return new AptSource(uri, suites, component, newOptions);
    }

    /** The same archive asked for by prefix from a node. */
    AptSource throughPrefix(int nodePort) {
        String rest = uri.replaceFirst("^http://", "").replaceFirst("^https://", "https/");
        return withUri("http://127.0.0.1:" + nodePort + "/" + rest);
    }

    /** Lines for a sources.list. */
    List<String> lines(boolean withSource) {
        List<String> lines = new ArrayList<>();
        for (String suite : suites) {
            String rest = " [" + options + "] " + uri + " " + suite + " " + component;
            lines.add("deb" + rest);
            if (withSource) {
                lines.add("deb-src" + rest);
            }
        }
        return lines;
    }
}
