package dev.potluck.rpm;

import dev.potluck.api.MirrorList;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A mirror list: one base URL in each line, best first.
 *
 * <pre>
 * # repo = baseos-9 arch = x86_64 country = DE
 * https://mirror.example/rocky/9/BaseOS/x86_64/os/
 * </pre>
 */
final class MirrorLines implements MirrorDocument {
    private static final int MAX_LINES = 10_000;

    @Override
    public Optional<MirrorList> read(byte[] content) throws IOException {
        String[] lines = new String(content, StandardCharsets.UTF_8).split("\n", MAX_LINES);
        List<String> mirrors = new ArrayList<>();
        for (String line : lines) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (!text.matches("[A-Za-z][A-Za-z0-9+.-]*:/\\S*")) {
                throw new IOException("not a URL in each line");
            }
            if (mirrors.size() < MirrorList.MAX_MIRRORS) {
                mirrors.add(text.endsWith("/") ? text : text + "/");
            }
        }
        return mirrors.isEmpty()
                ? Optional.empty()
                : Optional.of(new MirrorList(mirrors, ROOT_INDEX, List.of()));
    }

    @Override
    public byte[] withMirror(byte[] content, String mirror) {
        return (mirror + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
