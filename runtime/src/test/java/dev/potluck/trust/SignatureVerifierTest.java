package dev.potluck.trust;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.trust.Verdict.Bad;
import dev.potluck.trust.Verdict.Doubtful;
import dev.potluck.trust.Verdict.Good;
import dev.potluck.trust.Verdict.Signer;
import dev.potluck.trust.Verdict.UnknownKey;
import dev.potluck.trust.Verdict.Unsigned;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/** Signatures made by GnuPG, judged by us and by gpgv. */
final class SignatureVerifierTest {
    private static final String MADE = "20240601T000000";
    private static final Instant NOW = Instant.parse("2024-06-02T00:00:00Z");

    /** What follows the signed part of an Ed25519 signature packet: the issuer again, numbers. */
    private static final int UNSIGNED_TAIL_BYTES = 90;

    private static final byte[] RELEASE = """
            Origin: Potluck
            Suite: test
            - a line that begins with a dash
            -----BEGIN PGP SIGNATURE-----
            Trailing: white space \t
            SHA256:
             e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 0 main/x

            Description: Grüße, not ASCII
            """.getBytes(UTF_8);

    private static Gpg gpg;
    private static byte[] keyring;

    @TempDir
    Path folder;

    private SignatureVerifier verifier;

    @BeforeAll
    static void makeKeys() throws IOException {
        gpg = new Gpg();
        gpg.makeKey("Archive <archive@x>", "ed25519", MADE, "never");
        gpg.makeKey("Second <second@x>", "rsa2048", MADE, "never");
        gpg.makeKey("Sub <sub@x>", "ed25519", MADE, "never");
        gpg.addSubkey("Sub <sub@x>", "ed25519", MADE, "never");
        gpg.makeKey("Expired <expired@x>", "ed25519", "20200101T000000", "1y");
        gpg.makeKey("Revoked <revoked@x>", "ed25519", MADE, "never");
        gpg.makeKey("Small <small@x>", "rsa1024", MADE, "never");
        gpg.makeKey("Stranger <stranger@x>", "ed25519", MADE, "never");
        keyring = gpg.export("archive@x", "second@x", "sub@x", "expired@x", "small@x");
    }

    @AfterAll
    static void forgetKeys() throws IOException {
        gpg.close();
    }

    @BeforeEach
    void trustKeyring() throws IOException {
        verifier = trusting(keyring);
    }

    private SignatureVerifier trusting(byte[] keys) throws IOException {
        Path file = folder.resolve("keys.gpg");
        Files.write(file, keys);
        return new SignatureVerifier(
                new Keyrings(List.of(file), List.of()), InstantSource.fixed(NOW));
    }

    private static byte[] clearsigned(String... users) throws IOException {
        return gpg.sign(RELEASE, MADE, List.of(users), "--clear-sign");
    }

    private static byte[] detached(String... users) throws IOException {
        return gpg.sign(RELEASE, MADE, List.of(users), "--detach-sign");
    }

    @Test
    void verifyClearsigned_knownKey_isGood() throws Exception {
        byte[] file = clearsigned("archive@x");
        assertThat(gpg.gpgv(keyring, file)).contains("GOODSIG", "VALIDSIG");
        assertThat(userIds(verifier.verifyClearsigned(file)))
                .containsExactly("Archive <archive@x>");
    }

    @Test
    void verifyClearsigned_carriageReturns_isGood() throws Exception {
        byte[] file = text(clearsigned("archive@x")).replace("\n", "\r\n").getBytes(ISO_8859_1);
        assertThat(gpg.gpgv(keyring, file)).contains("GOODSIG");
        assertThat(verifier.verifyClearsigned(file)).isInstanceOf(Good.class);
    }

    @Test
    void verifyClearsigned_subkey_isGoodAndNamesBothKeys() throws Exception {
        byte[] file = clearsigned("sub@x");
        assertThat(gpg.gpgv(keyring, file)).contains("GOODSIG");
        Signer signer = ((Good) verifier.verifyClearsigned(file)).signers().get(0);
        assertThat(signer.userId()).isEqualTo("Sub <sub@x>");
        assertThat(signer.fingerprint()).hasSize(40).isNotEqualTo(signer.primaryFingerprint());
    }

    @Test
    void verifyClearsigned_twoKnownKeys_isGoodByBoth() throws Exception {
        assertThat(userIds(verifier.verifyClearsigned(clearsigned("archive@x", "second@x"))))
                .containsExactlyInAnyOrder("Archive <archive@x>", "Second <second@x>");
    }

    @Test
    void verifyClearsigned_oneOfTwoKeysUnknown_isGoodByTheOther() throws Exception {
        byte[] file = clearsigned("stranger@x", "archive@x");
        assertThat(gpg.gpgv(keyring, file)).contains("GOODSIG", "NO_PUBKEY");
        assertThat(userIds(verifier.verifyClearsigned(file)))
                .containsExactly("Archive <archive@x>");
    }

    @Test
    void verifyClearsigned_unknownKey_namesIt() throws Exception {
        byte[] file = clearsigned("stranger@x");
        assertThat(gpg.gpgv(keyring, file)).contains("NO_PUBKEY").doesNotContain("GOODSIG");
        UnknownKey verdict = (UnknownKey) verifier.verifyClearsigned(file);
        assertThat(verdict.keyIds()).singleElement().asString().hasSize(40);
    }

    @Test
    void verifyClearsigned_anyByteOfTheTextChanged_isBad() throws Exception {
        byte[] file = clearsigned("archive@x");
        int textStart = text(file).indexOf("Origin");
        int textEnd = text(file).lastIndexOf("-----BEGIN PGP SIGNATURE");
        for (int i = textStart; i < textEnd - 1; i += 7) {
            byte[] tampered = file.clone();
            tampered[i] ^= 0x01;
            assertThat(verifier.verifyClearsigned(tampered))
                    .as("byte %d", i)
                    .isInstanceOf(Bad.class);
        }
        byte[] tampered = file.clone();
        tampered[textStart] ^= 0x01;
        assertThat(gpg.gpgv(keyring, tampered)).contains("BADSIG");
    }

    @Test
    void verifyClearsigned_oneOfTwoSignaturesWrong_isBad() throws Exception {
        byte[] other = gpg.sign("other".getBytes(UTF_8), MADE, List.of("second@x"), "--clear-sign");
        byte[] good = clearsigned("archive@x");
        String otherSignature =
                text(other).substring(text(other).indexOf("-----BEGIN PGP SIGNATURE"));
        byte[] both = (text(good) + otherSignature).getBytes(ISO_8859_1);
        assertThat(verifier.verifyClearsigned(both)).isInstanceOf(Bad.class);
    }

    @Test
    void verifyClearsigned_expiredKey_isDoubtful() throws Exception {
        byte[] file = gpg.sign(RELEASE, "20200601T000000", List.of("expired@x"), "--clear-sign");
        assertThat(gpg.gpgv(keyring, file)).contains("EXPKEYSIG").doesNotContain("GOODSIG");
        Doubtful verdict = (Doubtful) verifier.verifyClearsigned(file);
        assertThat(verdict.reason()).contains("its key expired at 2020-12-31");
    }

    @Test
    void verifyClearsigned_revokedKey_isBad() throws Exception {
        byte[] file = clearsigned("revoked@x");
        SignatureVerifier before = trusting(gpg.export("revoked@x"));
        assertThat(before.verifyClearsigned(file)).isInstanceOf(Good.class);
        gpg.revoke("revoked@x", "20240615T000000");
        byte[] keys = gpg.export("revoked@x");
        assertThat(gpg.gpgv(keys, file)).contains("REVKEYSIG").doesNotContain("GOODSIG");
        Bad verdict = (Bad) trusting(keys).verifyClearsigned(file);
        assertThat(verdict.reason()).contains("revoked").contains("Revoked <revoked@x>");
    }

    @Test
    void verifyClearsigned_weakDigest_isDoubtful() throws Exception {
        byte[] file = gpg.sign(
                RELEASE, MADE, List.of("second@x"), "--digest-algo", "SHA1", "--clear-sign");
        assertThat(gpg.gpgv(keyring, file)).doesNotContain("GOODSIG");
        Doubtful verdict = (Doubtful) verifier.verifyClearsigned(file);
        assertThat(verdict.reason()).contains("weak digest");
    }

    @Test
    void verifyClearsigned_smallKey_isDoubtful() throws Exception {
        Doubtful verdict = (Doubtful) verifier.verifyClearsigned(clearsigned("small@x"));
        assertThat(verdict.reason()).contains("1024 bits");
    }

    @Test
    void verifyClearsigned_signatureExpired_isDoubtful() throws Exception {
        byte[] file = gpg.sign(
                RELEASE, MADE, List.of("archive@x"), "--default-sig-expire", "1d", "--clear-sign");
        assertThat(gpg.gpgv(keyring, file)).contains("EXPSIG");
        assertThat(verifier.verifyClearsigned(file))
                .isEqualTo(new Doubtful("it expired at 2024-06-02T00:00:00Z (" + signer() + ")"));
    }

    @Test
    void verifyClearsigned_madeInTheFuture_isDoubtful() throws Exception {
        byte[] file = gpg.sign(RELEASE, "20240605T000000", List.of("archive@x"), "--clear-sign");
        Doubtful verdict = (Doubtful) verifier.verifyClearsigned(file);
        assertThat(verdict.reason()).contains("made in the future");
    }

    private Signer signer() throws IOException {
        return ((Good) verifier.verifyClearsigned(clearsigned("archive@x")))
                .signers()
                .get(0);
    }

    @Test
    void verifyClearsigned_textAround_isBad() throws Exception {
        String file = text(clearsigned("archive@x"));
        assertBad("Origin: Evil\n" + file, "text stands before");
        assertBad("\n" + file, "text stands before");
        assertBad(file + "Origin: Evil\n", "text stands after");
        assertBad(file + file, "text stands after");
        assertThat(verifier.verifyClearsigned(bytes(file + "\n"))).isInstanceOf(Good.class);
    }

    @Test
    void verifyClearsigned_textInHeaders_isBad() throws Exception {
        String file = text(clearsigned("archive@x"));
        assertBad(file.replaceFirst("Hash:", "Origin: Evil\nHash:"), "a header that is not 'Hash'");
        String begin = "-----BEGIN PGP SIGNATURE-----\n";
        int armor = file.lastIndexOf(begin) + begin.length();
        assertBad(
                file.substring(0, armor) + "Origin: Evil\n" + file.substring(armor),
                "neither a header");
    }

    @Test
    void verifyClearsigned_unescapedDashOrLoneCarriageReturn_isBad() throws Exception {
        String file = text(clearsigned("archive@x"));
        assertBad(file.replaceFirst("- - a line", "- a line"), "not fit the content");
        assertBad(file.replaceFirst("Origin", "-Origin"), "not escaped");
        assertBad(file.replaceFirst("Suite", "Origin: Evil\rSuite"), "carriage return");
    }

    @Test
    void verifyClearsigned_truncatedAnywhere_isNeverGood() throws Exception {
        byte[] file = clearsigned("archive@x");
        int lastByte = text(file).stripTrailing().length();
        for (int length = 1; length < lastByte; length++) {
            Verdict verdict = verifier.verifyClearsigned(Arrays.copyOf(file, length));
            assertThat(verdict).as("%d bytes", length).isNotInstanceOf(Good.class);
        }
        Verdict cut = verifier.verifyClearsigned(Arrays.copyOf(file, lastByte - 30));
        assertThat(((Bad) cut).reason()).contains("does not end");
    }

    @Test
    void verifyClearsigned_thousandSignatures_isBad() throws Exception {
        String file = text(clearsigned("archive@x"));
        String signature = file.substring(file.indexOf("-----BEGIN PGP SIGNATURE-----\n\n"));
        assertThat(verifier.verifyClearsigned(bytes(file + signature.repeat(63))))
                .isInstanceOf(Good.class);
        assertBad(file + signature.repeat(64), "more than 64 packets");
        assertBad(file + signature.repeat(999), "more than");
    }

    @Test
    void verifyClearsigned_tooLarge_isBad() {
        byte[] file = new byte[SignatureVerifier.MAX_FILE_BYTES + 1];
        assertThat(verifier.verifyClearsigned(file)).isInstanceOf(Bad.class);
    }

    @Test
    void verifyClearsigned_noSignature_isUnsignedOrBad() throws Exception {
        assertThat(verifier.verifyClearsigned("Origin: x\n".getBytes(UTF_8)))
                .isEqualTo(new Unsigned());
        assertThat(verifier.verifyClearsigned(new byte[0])).isEqualTo(new Unsigned());
        String file = text(clearsigned("archive@x"));
        int start = file.lastIndexOf("-----BEGIN PGP SIGNATURE");
        assertBad(file.substring(0, start), "has no signature");
        assertBad(
                file.substring(0, start)
                        + "-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n",
                "no signature in it");
    }

    @Test
    void verifyDetached_binaryOrArmored_isGood() throws Exception {
        byte[] binary = detached("archive@x", "second@x");
        byte[] armored = gpg.sign(RELEASE, MADE, List.of("archive@x"), "--armor", "--detach-sign");
        byte[] ofText = gpg.sign(
                RELEASE, MADE, List.of("archive@x"), "--textmode", "--armor", "--detach-sign");
        assertThat(gpg.gpgv(keyring, binary, RELEASE)).contains("GOODSIG");
        assertThat(userIds(verifier.verifyDetached(RELEASE, binary))).hasSize(2);
        assertThat(verifier.verifyDetached(RELEASE, armored)).isInstanceOf(Good.class);
        assertThat(gpg.gpgv(keyring, ofText, RELEASE)).contains("GOODSIG");
        assertThat(verifier.verifyDetached(RELEASE, ofText)).isInstanceOf(Good.class);
    }

    @Test
    void verifyDetached_contentTampered_isBad() throws Exception {
        byte[] tampered = RELEASE.clone();
        tampered[3] ^= 0x20;
        assertThat(verifier.verifyDetached(tampered, detached("archive@x")))
                .isInstanceOf(Bad.class);
        assertThat(verifier.verifyDetached(tampered, detached("stranger@x")))
                .isInstanceOf(UnknownKey.class);
    }

    @Test
    void verifyDetached_truncatedAnywhere_isBad() throws Exception {
        byte[] signature = detached("second@x");
        for (int length = 0; length < signature.length; length++) {
            Verdict verdict = verifier.verifyDetached(RELEASE, Arrays.copyOf(signature, length));
            assertThat(verdict).as("%d bytes", length).isInstanceOf(Bad.class);
        }
    }

    @Test
    void verifyDetached_anyByteOfTheSignatureChanged_neverThrowsNorIsGood() throws Exception {
        byte[] signature = detached("archive@x");
        byte[] binary = signature.clone();
        for (int i = 0; i < binary.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                binary[i] ^= (byte) (1 << bit);
                Verdict verdict = verifier.verifyDetached(RELEASE, binary);
                boolean isSigned = i < binary.length - UNSIGNED_TAIL_BYTES;
                assertThat(isSigned && verdict instanceof Good).as("byte %d", i).isFalse();
                binary[i] = signature[i];
            }
        }
    }

    @Test
    void verifyDetached_otherPacketsAmongThem_isBad() throws Exception {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(detached("archive@x"));
        both.writeBytes(keyring);
        Verdict verdict = verifier.verifyDetached(RELEASE, both.toByteArray());
        assertThat(((Bad) verdict).reason()).contains("a packet of type 6");
    }

    @Test
    void verifyDetached_markerPacketAndLaterVersion_arePassedOver() throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(new byte[] {(byte) 0xca, 3, 'P', 'G', 'P'});
        all.writeBytes(new byte[] {(byte) 0xc2, 6, 99, 0, 1, 8, 0, 0});
        all.writeBytes(detached("archive@x"));
        assertThat(verifier.verifyDetached(RELEASE, all.toByteArray())).isInstanceOf(Good.class);
    }

    @Test
    void verifyDetached_certificateProlongedInAnotherFile_isGood() throws Exception {
        gpg.makeKey("Long <long@x>", "ed25519", "20200101T000000", "1y");
        byte[] signature = gpg.sign(RELEASE, "20200601T000000", List.of("long@x"), "--detach-sign");
        Files.write(folder.resolve("old.gpg"), gpg.export("long@x"));
        Keyrings keyrings = new Keyrings(List.of(folder), List.of());
        SignatureVerifier ours = new SignatureVerifier(keyrings, InstantSource.fixed(NOW));
        assertThat(ours.verifyDetached(RELEASE, signature)).isInstanceOf(Doubtful.class);
        gpg.prolong("long@x", "20240101T000000");
        byte[] prolonged = gpg.export("long@x");
        Files.write(folder.resolve("new.gpg"), prolonged);
        assertThat(gpg.gpgv(prolonged, signature, RELEASE)).contains("GOODSIG");
        assertThat(userIds(ours.verifyDetached(RELEASE, signature)))
                .containsExactly("Long <long@x>");
    }

    private void assertBad(String file, String reason) {
        Verdict verdict = verifier.verifyClearsigned(bytes(file));
        assertThat(verdict).isInstanceOf(Bad.class);
        assertThat(((Bad) verdict).reason()).contains(reason);
    }

    private static List<String> userIds(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Good.class);
        return ((Good) verdict).signers().stream().map(Signer::userId).toList();
    }

    private static String text(byte[] file) {
        return new String(file, ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
