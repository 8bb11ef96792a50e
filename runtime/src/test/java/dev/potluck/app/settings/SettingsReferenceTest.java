package dev.potluck.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** docs/settings.md says what the code does: every key, no other key, and its default. */
final class SettingsReferenceTest {
    private static final String MARK = "<!-- From here on: potluck settings --reference -->\n";

    @Test
    void markdown_inDocs_isWhatTheCodeSays() throws IOException {
        String page = Files.readString(Path.of("../docs/settings.md"));
        String reference = page.substring(page.indexOf(MARK) + MARK.length());
        assertThat(reference)
                .as("below its mark, docs/settings.md is the output of"
                        + " `./potluck settings --reference`")
                .isEqualTo(SettingsReference.markdown());
    }
}
