package dev.potluck.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.api.ArchivePath;
import dev.potluck.app.settings.SettingsReader;
import dev.potluck.fetch.FetchException;
import dev.potluck.index.RootPlace;
import dev.potluck.trust.Gpg;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whose signatures count for which archive. */
final class SignatureTrustTest {
    private static final String MADE = "20240601T000000";
    private static final byte[] CONTENT = "Suite: stable\n".getBytes(UTF_8);

    private static byte[] ours;
    private static byte[] theirs;
    private static byte[] signedByOurs;
    private static byte[] signedByTheirs;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeKeys() throws IOException {
        try (Gpg gpg = new Gpg()) {
            gpg.makeKey("Ours <ours@x>", "ed25519", MADE, "never");
            gpg.makeKey("Theirs <theirs@x>", "ed25519", MADE, "never");
            ours = gpg.export("ours@x");
            theirs = gpg.export("theirs@x");
            signedByOurs = gpg.sign(CONTENT, MADE, List.of("ours@x"), "--clear-sign");
            signedByTheirs = gpg.sign(CONTENT, MADE, List.of("theirs@x"), "--clear-sign");
        }
    }

    /** All archives trust their key; the archive "own" has the lines besides. */
    private SignatureTrust trust(String more) throws Exception {
        Path theirKeys = Files.write(folder.resolve("theirs.gpg"), theirs);
        Files.write(folder.resolve("ours.gpg"), ours);
        String toml = """
                [trust]
                keyrings = ["%s"]
                [[archive]]
                name = "own"
                format = "debian"
                mirrors = ["http://mirror.example/own"]
                """.formatted(theirKeys);
        Path file = Files.writeString(folder.resolve("test.toml"), toml + more);
        return SignatureTrust.of(
                new SettingsReader().addFile(file).read(),
                () -> Instant.parse("2024-07-01T00:00:00Z"));
    }

    private String keyrings() {
        return "keyrings = [\"" + folder.resolve("ours.gpg") + "\"]\n";
    }

    private static String check(SignatureTrust trust, String archive, byte[] content)
            throws FetchException {
        return trust.check(
                new RootPlace(archive, new ArchivePath("dists/stable/InRelease")),
                content,
                Optional.empty());
    }

    private static void assertRefused(SignatureTrust trust, String archive, byte[] content) {
        assertThatThrownBy(() -> check(trust, archive, content))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("is refused");
    }

    @Test
    void check_archiveWithItsOwnKeys_acceptsTheseOnly() throws Exception {
        SignatureTrust trust = trust(keyrings());

        assertThat(check(trust, "own", signedByOurs)).startsWith("signed by").contains("ours@x");
        assertRefused(trust, "own", signedByTheirs);
        assertRefused(trust, "own", CONTENT);
    }

    @Test
    void check_otherArchives_doNotTrustThoseKeys() throws Exception {
        SignatureTrust trust = trust(keyrings());

        assertThat(check(trust, "http://elsewhere", signedByTheirs)).startsWith("signed by");
        assertThat(check(trust, "http://elsewhere", signedByOurs)).isEqualTo("unknown key");
    }

    @Test
    void check_archiveWithoutKeys_goesByThoseOfAll() throws Exception {
        SignatureTrust trust = trust("");

        assertThat(check(trust, "own", signedByTheirs)).startsWith("signed by");
        assertThat(check(trust, "own", signedByOurs)).isEqualTo("unknown key");
    }

    @Test
    void check_archiveWithKeysAndAMode_goesByTheMode() throws Exception {
        SignatureTrust lenient = trust(keyrings() + "trust-mode = \"auto\"\n");
        assertThat(check(lenient, "own", signedByTheirs)).isEqualTo("unknown key");

        SignatureTrust off = trust(keyrings() + "trust-mode = \"off\"\n");
        assertThat(check(off, "own", signedByTheirs)).isEqualTo("not checked");
    }

    @Test
    void of_missingKeyring_namesTheArchive() {
        assertThatThrownBy(() -> trust("keyrings = [\"/nowhere/keys.gpg\"]\n"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("keyrings of archive own")
                .hasMessageContaining("does not exist");
    }
}
