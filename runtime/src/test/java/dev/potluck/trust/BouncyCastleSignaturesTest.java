package dev.potluck.trust;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.trust.Verdict.Bad;
import dev.potluck.trust.Verdict.Doubtful;
import dev.potluck.trust.Verdict.Good;
import dev.potluck.trust.Verdict.UnknownKey;

import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import org.bouncycastle.openpgp.api.OpenPGPSignature;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPApi;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** Keys and signatures that GnuPG 2.2 cannot make: version 6, an odd notation. */
final class BouncyCastleSignaturesTest {
    private static final byte[] RELEASE = "Origin: Potluck\nSuite: test\n".getBytes(UTF_8);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {PublicKeyPacket.VERSION_4, PublicKeyPacket.VERSION_6})
    void verifyDetached_keyOfEachVersion_isGood(int version) throws Exception {
        OpenPGPKey key = makeKey(version);
        byte[] signature = detached(key);
        assertThat(trusting(key).verifyDetached(RELEASE, signature)).isInstanceOf(Good.class);
        assertThat(trusting(key).verifyDetached(new byte[] {1}, signature)).isInstanceOf(Bad.class);
        assertThat(trusting(makeKey(version)).verifyDetached(RELEASE, signature))
                .isInstanceOf(UnknownKey.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {PublicKeyPacket.VERSION_4, PublicKeyPacket.VERSION_6})
    void verifyClearsigned_keyOfEachVersion_isGood(int version) throws Exception {
        OpenPGPKey key = makeKey(version);
        byte[] text = "Origin: Potluck\r\nSuite: test".getBytes(UTF_8);
        byte[] signature = sign(key, PGPSignature.CANONICAL_TEXT_DOCUMENT, text, false);
        assertThat(trusting(key).verifyClearsigned(clearsigned(signature)))
                .isInstanceOf(Good.class);
    }

    @Test
    void verifyClearsigned_signatureOfBinaryKind_isDoubtful() throws Exception {
        OpenPGPKey key = makeKey(PublicKeyPacket.VERSION_4);
        byte[] signature = sign(key, PGPSignature.BINARY_DOCUMENT, RELEASE, false);
        assertThat(trusting(key).verifyClearsigned(clearsigned(signature)))
                .isInstanceOf(Doubtful.class);
    }

    @Test
    void verifyDetached_criticalNotation_isDoubtful() throws Exception {
        OpenPGPKey key = makeKey(PublicKeyPacket.VERSION_4);
        byte[] signature = sign(key, PGPSignature.BINARY_DOCUMENT, RELEASE, true);
        Verdict verdict = trusting(key).verifyDetached(RELEASE, signature);
        assertThat(((Doubtful) verdict).reason()).contains("critical part of unknown type 20");
    }

    private SignatureVerifier trusting(OpenPGPKey key) throws IOException {
        Path file = folder.resolve("keys.asc");
        Files.writeString(file, key.toCertificate().toAsciiArmoredString());
        return new SignatureVerifier(
                new Keyrings(List.of(file), List.of()), InstantSource.system());
    }

    private static OpenPGPKey makeKey(int version) throws Exception {
        return new BcOpenPGPApi()
                .generateKey(version)
                .ed25519x25519Key("Archive <archive@x>")
                .addSigningSubkey()
                .build();
    }

    private static byte[] detached(OpenPGPKey key) throws Exception {
        List<OpenPGPSignature.OpenPGPDocumentSignature> signatures = new BcOpenPGPApi()
                .createDetachedSignature()
                .addSigningKey(key)
                .sign(new ByteArrayInputStream(RELEASE));
        ByteArrayOutputStream packets = new ByteArrayOutputStream();
        for (OpenPGPSignature signature : signatures) {
            packets.writeBytes(signature.getEncoded());
        }
        return packets.toByteArray();
    }

    private static byte[] sign(OpenPGPKey key, int type, byte[] content, boolean hasOddNotation)
            throws Exception {
        PGPKeyPair signer =
                key.getSecretKey(key.getSigningKeys().get(0)).unlock().getKeyPair();
        PGPSignatureGenerator generator = new PGPSignatureGenerator(
                new BcPGPContentSignerBuilder(
                        signer.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA512),
                signer.getPublicKey());
        generator.init(type, signer.getPrivateKey());
        PGPSignatureSubpacketGenerator subpackets = new PGPSignatureSubpacketGenerator();
        subpackets.setIssuerFingerprint(false, signer.getPublicKey());
        subpackets.setSignatureCreationTime(true, signer.getPublicKey().getCreationTime());
        if (hasOddNotation) {
            subpackets.addNotationData(true, true, "odd@x", "not known here");
        }
        generator.setHashedSubpackets(subpackets.generate());
        generator.update(content);
        return generator.generate().getEncoded();
    }

    /** RELEASE, with a signature over it. */
    private static byte[] clearsigned(byte[] signature) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n".getBytes(UTF_8));
        file.writeBytes(RELEASE);
        try (ArmoredOutputStream armor = new ArmoredOutputStream(file)) {
            armor.write(signature);
        }
        return file.toByteArray();
    }
}
