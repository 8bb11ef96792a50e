package dev.potluck.pacman;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The tutorial shows this very plugin: each piece of Java in it stands in the sources as it is. */
final class TutorialTest {
    private static final Path TUTORIAL = Path.of("../../docs/writing-a-format-plugin.md");
    private static final Path FORMAT =
            Path.of("src/main/java/dev/potluck/pacman/PacmanFormat.java");
    private static final Path TEST =
            Path.of("src/test/java/dev/potluck/pacman/PacmanFormatTest.java");
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final int MAX_LINES = 100;

    @Test
    void tutorial_everySnippet_standsInTheSources() throws IOException {
        String sources = Files.readString(FORMAT) + Files.readString(TEST);
        List<String> snippets = SNIPPET.matcher(Files.readString(TUTORIAL))
                .results()
                .map(MatchResult::group)
                .map(block -> block.substring("```java\n".length(), block.length() - 3))
                .toList();
        assertThat(snippets)
                .hasSizeGreaterThan(3)
                .allSatisfy(snippet -> assertThat(sources).contains(snippet));
    }

    @Test
    void format_wholeFile_hasFewerThan100Lines() throws IOException {
        assertThat(Files.readAllLines(FORMAT)).hasSizeLessThan(MAX_LINES);
    }
}
