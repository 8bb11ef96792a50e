package dev.potluck.trust;

import org.bouncycastle.bcpg.BCPGInputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.KeyIdentifier;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.SignatureSubpacket;
import org.bouncycastle.bcpg.sig.NotationData;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One signature packet over a document, of a version and type that is understood. */
final class DocumentSignature {
    private static final BcPGPContentVerifierBuilderProvider VERIFIERS =
            new BcPGPContentVerifierBuilderProvider();

    /** How far the signer's clock may be ahead of ours. */
    private static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofDays(1);

    /** What apt, too, asks of keys. */
    private static final int MIN_RSA_BITS = 2000;

    private static final Set<Integer> VERSIONS = Set.of(4, 6);

    /** The numbers of RFC 9580 section 9.1; the library calls the second one deprecated. */
    private static final int RSA_SIGN_ONLY = 3;

    private static final Set<Integer> SIZED_BY_BITS =
            Set.of(PublicKeyAlgorithmTags.RSA_GENERAL, RSA_SIGN_ONLY, PublicKeyAlgorithmTags.DSA);
    private static final Set<Integer> KEY_ALGORITHMS = Set.of(
            PublicKeyAlgorithmTags.RSA_GENERAL,
            RSA_SIGN_ONLY,
            PublicKeyAlgorithmTags.DSA,
            PublicKeyAlgorithmTags.ECDSA,
            PublicKeyAlgorithmTags.EDDSA_LEGACY,
            PublicKeyAlgorithmTags.Ed25519,
            PublicKeyAlgorithmTags.Ed448);
    private static final Set<Integer> WEAK_DIGESTS =
            Set.of(HashAlgorithmTags.MD5, HashAlgorithmTags.SHA1, HashAlgorithmTags.RIPEMD160);
    private static final Set<Integer> STRONG_DIGESTS = Set.of(
            HashAlgorithmTags.SHA224,
            HashAlgorithmTags.SHA256,
            HashAlgorithmTags.SHA384,
            HashAlgorithmTags.SHA512,
            HashAlgorithmTags.SHA3_256,
            HashAlgorithmTags.SHA3_512);

    private final PGPSignature signature;

    private DocumentSignature(PGPSignature signature) {
        this.signature = signature;
    }

    /**
     * Reads a signature packet.
     *
     * @return empty if its version or algorithms are of a later standard
     * @throws MalformedOpenPgpException if it is no signature of a document
     */
    static Optional<DocumentSignature> read(Packet packet) throws MalformedOpenPgpException {
        if (!isUnderstood(packet.body())) {
            return Optional.empty();
        }
        try {
            PGPSignature signature =
                    new PGPSignature(new BCPGInputStream(new ByteArrayInputStream(packet.bytes())));
            int type = signature.getSignatureType();
            if (type != PGPSignature.BINARY_DOCUMENT
                    && type != PGPSignature.CANONICAL_TEXT_DOCUMENT) {
                throw new MalformedOpenPgpException("a signature of type " + type);
            }
            return Optional.of(new DocumentSignature(signature));
        } catch (MalformedOpenPgpException e) {
            throw e;
        } catch (IOException | PGPException | RuntimeException e) {
            throw new MalformedOpenPgpException("a signature that cannot be read: " + e, e);
        }
    }

    /** RFC 9580 section 5.2.3: version, type, key algorithm and digest, one byte each. */
    private static boolean isUnderstood(byte[] body) {
        if (body.length < 4) {
            return false;
        }
        int digest = body[3];
        return VERSIONS.contains((int) body[0])
                && KEY_ALGORITHMS.contains((int) body[2])
                && (STRONG_DIGESTS.contains(digest) || WEAK_DIGESTS.contains(digest));
    }

    boolean isOverText() {
        return signature.getSignatureType() == PGPSignature.CANONICAL_TEXT_DOCUMENT;
    }

    /** The fingerprint of the key that it says made it, or its id if it gives no more. */
    String issuer() {
        String issuer = "a key without a name";
        for (KeyIdentifier id : signature.getKeyIdentifiers()) {
            if (id.getFingerprint() != null) {
                return HexFormat.of().withUpperCase().formatHex(id.getFingerprint());
            }
            issuer = "%016X".formatted(id.getKeyId());
        }
        return issuer;
    }

    /** The keys that may have made it: several only if two keys share an id. */
    List<SigningKey> candidates(KnownKeys keys) throws MalformedOpenPgpException {
        List<SigningKey> candidates = new ArrayList<>();
        for (Certificate certificate : keys.withKey(signature.getKeyID())) {
            for (SigningKey key : certificate.keys()) {
                if (isBy(key)) {
                    candidates.add(key);
                }
            }
        }
        return candidates;
    }

    private boolean isBy(SigningKey key) {
        return signature.getKeyIdentifiers().stream()
                .allMatch(id -> key.key().getKeyIdentifier().matchesExplicit(id));
    }

    /**
     * Whether this key made the signature, over this content.
     *
     * @throws MalformedOpenPgpException if key and signature do not go together
     */
    boolean isCorrect(SigningKey key, byte[] content) throws MalformedOpenPgpException {
        try {
            signature.init(VERIFIERS, key.key());
            signature.update(content);
            return signature.verify();
        } catch (PGPException | RuntimeException e) {
            throw new MalformedOpenPgpException(
                    "a signature that cannot be checked with " + key.signer() + ": " + e, e);
        }
    }

    /** Why a signature that is correct should still not be relied on. */
    Optional<String> doubt(SigningKey key, Instant now) {
        if (WEAK_DIGESTS.contains(signature.getHashAlgorithm())) {
            return Optional.of("it uses a weak digest (algorithm " + signature.getHashAlgorithm()
                    + ", such as SHA-1 or MD5)");
        }
        if (SIZED_BY_BITS.contains(key.key().getAlgorithm())
                && key.key().getBitStrength() < MIN_RSA_BITS) {
            return Optional.of("its key has only " + key.key().getBitStrength() + " bits");
        }
        if (key.defect().isPresent()) {
            return Optional.of("of its key: " + key.defect().get());
        }
        return doubtfulPacket().or(() -> doubtfulTime(key, now));
    }

    private Optional<String> doubtfulTime(SigningKey key, Instant now) {
        Instant created = signature.getCreationTime().toInstant();
        if (created.isAfter(now.plus(MAX_CLOCK_DIFFERENCE))) {
            return Optional.of("it was made in the future, at " + created);
        }
        if (created.isBefore(key.key().getCreationTime().toInstant())) {
            return Optional.of("it was made before its key, at " + created);
        }
        if (key.expiresAt().isPresent() && !now.isBefore(key.expiresAt().get())) {
            return Optional.of("its key expired at " + key.expiresAt().get());
        }
        long validSeconds = signature.getHashedSubPackets().getSignatureExpirationTime();
        if (validSeconds != 0 && !now.isBefore(created.plusSeconds(validSeconds))) {
            return Optional.of("it expired at " + created.plusSeconds(validSeconds));
        }
        return Optional.empty();
    }

    /** RFC 9580 section 5.2.3.7: what is critical and not understood makes a signature invalid. */
    private Optional<String> doubtfulPacket() {
        PGPSignatureSubpacketVector hashed = signature.getHashedSubPackets();
        if (hashed.getSignatureCreationTime() == null) {
            return Optional.of("it does not say when it was made");
        }
        for (int type : hashed.getCriticalTags()) {
            for (SignatureSubpacket subpacket : hashed.getSubpackets(type)) {
                // Unknown types come as the base class; of notations, none is known here.
                if (subpacket.isCritical()
                        && (subpacket.getClass() == SignatureSubpacket.class
                                || subpacket instanceof NotationData)) {
                    return Optional.of("it has a critical part of unknown type " + type);
                }
            }
        }
        return Optional.empty();
    }
}
