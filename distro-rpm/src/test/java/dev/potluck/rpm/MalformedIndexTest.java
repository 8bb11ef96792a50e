package dev.potluck.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.MalformedIndexException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The folder {@code corpus/malformed}, one fault each; and input without an end. */
final class MalformedIndexTest {
    private static final String REPODATA = "fedora/39/os/repodata/";

    @ParameterizedTest
    @CsvSource({
        "repomd-leads-out, 2, stays in the archive",
        "repomd-no-location, 1, has a location",
        "repomd-short-hash, 1, '64 hex digits, not 63'",
        "repomd-bad-size, 1, 1 to 18 decimal digits",
        "repomd-huge-size, 1, 1 to 18 decimal digits",
        "repomd-not-xml, 1, no well-formed XML",
        "repomd-truncated, 1, no well-formed XML",
        "repomd-empty, 1, no well-formed XML",
        "repomd-html, 1, a document <repomd>",
        "repomd-doctype, 2, DTD",
        "repomd-billion-laughs, 12, DTD",
        "repomd-undeclared-entity, 1, ''",
        "primary-leads-out, 3, leads out of the archive",
        "primary-control, 3, control character",
        "primary-nested-name, 3, found the element <b>",
        "primary-non-hex, 2, sha256",
        "prestodelta-leads-out, 1, leads out of the archive",
        "prestodelta-other-root, 1, <prestodelta>",
        "treeinfo-leads-out, 3, leads out of the archive",
        "treeinfo-short-hash, 2, '64 hex digits, not 2'",
    })
    void parse_malformedIndex_namesTheLine(String file, long line, String expected)
            throws IOException {
        String path = path(file.substring(0, file.indexOf('-')));
        byte[] content = Corpus.malformed(file);
        assertThatThrownBy(() -> Corpus.parse(path, content))
                .isInstanceOf(MalformedIndexException.class)
                .hasMessageStartingWith(path + ":")
                .message()
                .satisfies(message -> assertThat(lineOf(message, path)).isBetween(line, line + 1))
                .contains(expected);
    }

    /** The parser may stand behind the end of the element that it complains about. */
    private static long lineOf(String message, String path) {
        return Long.parseLong(message.substring(path.length() + 1).split(":")[0]);
    }

    private static String path(String name) {
        return name.equals("treeinfo") ? "fedora/39/os/.treeinfo" : REPODATA + name + ".xml";
    }

    @Test
    void parse_attributeWithoutEnd_isMalformedBeforeItIsHeld() {
        assertEndless("<metadata><package><location href=\"", "x");
    }

    @Test
    void parse_textWithoutEnd_isMalformedBeforeItIsHeld() {
        assertEndless("<metadata><package><name>", "x");
        assertEndless("<metadata><package><summary>", "x");
        assertEndless("<metadata><package><summary>", "&amp;");
    }

    @Test
    void parse_commentOrDataWithoutEnd_isMalformedBeforeItIsHeld() {
        assertEndless("<metadata><!-- ", "<x>");
        assertEndless("<metadata><package><name><![CDATA[", "<x>");
        assertEndless("<metadata><?pi ", "<x>");
        assertEndless("<!DOCTYPE metadata [", "<!ENTITY a \"b\">");
    }

    @Test
    void parse_elementsWithoutEnd_isMalformedBeforeTheyAreHeld() {
        assertEndless("<metadata>", "<a>");
        assertEndless("<metadata", " a='b'");
    }

    @Test
    void parse_everNewNames_isMalformedBeforeTheyAreHeld() {
        AtomicLong number = new AtomicLong();
        assertThatThrownBy(() ->
                        parseEndless("<metadata>", () -> "<n" + number.incrementAndGet() + "/>"))
                .isInstanceOf(MalformedIndexException.class)
                .hasMessageContaining("names");
        assertThatThrownBy(() -> parseEndless(
                        "<metadata>", () -> "<n a" + number.incrementAndGet() + "=''/>"))
                .isInstanceOf(MalformedIndexException.class)
                .hasMessageContaining("names");
    }

    @Test
    void parse_treeinfoLineWithoutEnd_isMalformed() {
        assertThatThrownBy(() -> Corpus.parse(
                        "f/.treeinfo",
                        "[checksums]\n" + "x".repeat(TreeinfoParser.MAX_LINE_BYTES) + "y"))
                .isInstanceOf(MalformedIndexException.class)
                .hasMessageContaining(":2: a line has at most");
    }

    private static void assertEndless(String start, String more) {
        assertThatThrownBy(() -> parseEndless(start, () -> more))
                .as("%s%s...", start, more)
                .isInstanceOf(MalformedIndexException.class);
    }

    private static void parseEndless(String start, Supplier<String> more) throws IOException {
        AtomicBoolean isStarted = new AtomicBoolean();
        InputStream endless = new TextStream(() -> isStarted.getAndSet(true) ? more.get() : start);
        new RpmFormat().parse(new ArchivePath(REPODATA + "primary.xml"), endless, entry -> {});
    }

    @Test
    void parse_indexesThatListNothing_areNotRead() throws IOException {
        for (String name : List.of("filelists.xml.gz", "other.xml", "comps.xml", "modules.yaml")) {
            assertThat(Corpus.parse(REPODATA + name, "anything")).isEmpty();
        }
    }
}
