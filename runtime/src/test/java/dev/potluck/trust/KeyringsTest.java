package dev.potluck.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class KeyringsTest {
    private static final String MADE = "20240601T000000";

    private static byte[] one;
    private static byte[] two;
    private static byte[] armored;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeKeys() throws IOException {
        try (Gpg gpg = new Gpg()) {
            gpg.makeKey("One <one@x>", "ed25519", MADE, "never");
            gpg.makeKey("Two <two@x>", "ed25519", MADE, "never");
            one = gpg.export("one@x");
            two = gpg.export("two@x");
            armored = gpg.export("--armor", "two@x");
        }
    }

    @Test
    void current_binaryArmoredAndSeveralPerFile_findsAll() throws IOException {
        Files.write(folder.resolve("binary.gpg"), one);
        Files.write(folder.resolve("armored.asc"), armored);
        assertThat(system().current().certificateCount()).isEqualTo(2);
        Files.delete(folder.resolve("armored.asc"));
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(one);
        both.writeBytes(two);
        Files.write(folder.resolve("binary.gpg"), both.toByteArray());
        assertThat(system().current().certificateCount()).isEqualTo(2);
        byte[] twice = (new String(armored, UTF_8) + "# a comment\n" + new String(armored, UTF_8))
                .getBytes(UTF_8);
        Files.write(folder.resolve("binary.gpg"), twice);
        assertThat(system().current().certificateCount()).isEqualTo(1);
    }

    @Test
    void current_folderChanges_readsAgain() throws IOException {
        Keyrings keyrings = system();
        assertThat(keyrings.current().certificateCount()).isZero();
        Files.write(folder.resolve("a.gpg"), one);
        KnownKeys read = keyrings.current();
        assertThat(read.certificateCount()).isEqualTo(1);
        assertThat(keyrings.current()).isSameAs(read);
        Files.write(folder.resolve("b.gpg"), two);
        assertThat(keyrings.current().certificateCount()).isEqualTo(2);
        Files.delete(folder.resolve("a.gpg"));
        assertThat(keyrings.current().certificateCount()).isEqualTo(1);
    }

    @Test
    void current_systemFolderWithGarbage_usesTheRestAndSaysWhich() throws IOException {
        Files.write(folder.resolve("sound.gpg"), one);
        Files.write(folder.resolve("keybox.gpg"), keybox());
        Files.writeString(folder.resolve("garbage.asc"), "hello\n");
        Files.write(folder.resolve("empty.gpg"), new byte[0]);
        Files.writeString(folder.resolve("cut.asc"), new String(armored, UTF_8).substring(0, 120));
        Keyrings keyrings = system();
        assertThat(keyrings.current().certificateCount()).isEqualTo(1);
        assertThat(keyrings.problems()).hasSize(4);
        assertThat(String.join("\n", keyrings.problems()))
                .contains("cut.asc is not an OpenPGP keyring: line 1")
                .contains("empty.gpg holds no OpenPGP key")
                .contains("garbage.asc is not an OpenPGP keyring: at offset 0")
                .contains("keybox.gpg is a GnuPG keybox");
    }

    @Test
    void current_otherFilesInTheFolder_arePassedOver() throws IOException {
        Files.write(folder.resolve("old.gpg~"), one);
        Files.write(folder.resolve(".hidden.gpg"), one);
        Files.write(folder.resolve("debian-archive-removed-keys.gpg"), one);
        Files.writeString(folder.resolve("README"), "hello\n");
        Files.createDirectory(folder.resolve("folder.gpg"));
        Keyrings keyrings = system();
        assertThat(keyrings.current().certificateCount()).isZero();
        assertThat(keyrings.problems()).isEmpty();
        Files.write(folder.resolve("RPM-GPG-KEY-test-9.4"), armored);
        assertThat(keyrings.current().certificateCount()).isEqualTo(1);
    }

    @Test
    void current_missingSystemPlace_isNoProblem() {
        Keyrings keyrings = new Keyrings(List.of(), List.of(folder.resolve("missing")));
        assertThat(keyrings.current().certificateCount()).isZero();
        assertThat(keyrings.problems()).isEmpty();
    }

    @Test
    void checkConfigured_missingOrNoKeyring_namesIt() throws IOException {
        Path missing = folder.resolve("missing.gpg");
        assertThatThrownBy(() -> configured(missing).checkConfigured())
                .isInstanceOf(KeyringException.class)
                .hasMessage("keyring " + missing + " does not exist");
        Path keybox = Files.write(folder.resolve("keybox.kbx"), keybox());
        assertThatThrownBy(() -> configured(keybox).checkConfigured())
                .isInstanceOf(KeyringException.class)
                .hasMessageContaining(keybox + " is a GnuPG keybox");
        Path garbage = Files.writeString(folder.resolve("garbage.gpg"), "hello\n");
        assertThatThrownBy(() -> configured(garbage).checkConfigured())
                .isInstanceOf(KeyringException.class)
                .hasMessageContaining(garbage.toString());
    }

    @Test
    void checkConfigured_keyrings_isSilent() throws Exception {
        configured(Files.write(folder.resolve("any.name"), armored)).checkConfigured();
        configured(folder).checkConfigured();
    }

    private Keyrings system() {
        return new Keyrings(List.of(), List.of(folder));
    }

    private static Keyrings configured(Path place) {
        return new Keyrings(List.of(place), List.of());
    }

    /** The first block of a keybox: length, type, version, flags, then its mark. */
    private static byte[] keybox() {
        byte[] keybox = new byte[32];
        keybox[3] = 32;
        keybox[4] = 1;
        System.arraycopy("KBXf".getBytes(UTF_8), 0, keybox, 8, 4);
        return keybox;
    }
}
