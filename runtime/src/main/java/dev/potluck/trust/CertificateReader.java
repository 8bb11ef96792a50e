package dev.potluck.trust;

import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Reads from one certificate which of its keys may sign documents, and until when (RFC 9580
 * sections 5.2.1 and 10.1).
 *
 * <p>As in GnuPG, the newest self-signature counts, whenever the document was signed: archives
 * prolong their keys, and ship only the newest self-signature. (The library's own evaluation asks
 * what was valid at the document's date, and would find such a key not yet bound.) Self-signatures
 * may use any digest the library can check: keyrings are the machine's own files, not a mirror's.
 */
final class CertificateReader {
    private static final BcPGPContentVerifierBuilderProvider VERIFIERS =
            new BcPGPContentVerifierBuilderProvider();

    private final PGPPublicKey primary;
    private final List<SigningKey> keys = new ArrayList<>();

    private @Nullable PGPSignature newest;
    private @Nullable PGPSignature newestOfUserId;
    private String userId = "";

    private CertificateReader(PGPPublicKey primary) {
        this.primary = primary;
    }

    /** All keys of the certificate, fit to sign or not, the primary key first. */
    static List<SigningKey> read(PGPPublicKeyRing ring) {
        CertificateReader reader = new CertificateReader(ring.getPublicKey());
        SigningKey primary = reader.readPrimary();
        reader.keys.add(primary);
        for (PGPPublicKey key : ring) {
            if (!key.isMasterKey()) {
                reader.keys.add(reader.readSubkey(key, primary));
            }
        }
        return List.copyOf(reader.keys);
    }

    private SigningKey readPrimary() {
        for (PGPSignature signature : list(primary.getKeySignatures())) {
            if (signature.getSignatureType() == PGPSignature.DIRECT_KEY
                    && verifies(signature, s -> s.verifyCertification(primary))) {
                takeIfNewest(signature);
            }
        }
        Iterator<byte[]> ids = primary.getRawUserIDs();
        while (ids.hasNext()) {
            readUserId(ids.next());
        }
        boolean isRevoked = list(primary.getKeySignatures()).stream()
                .anyMatch(signature -> signature.getSignatureType() == PGPSignature.KEY_REVOCATION
                        && verifies(signature, s -> s.verifyCertification(primary)));
        Optional<String> defect = Optional.empty();
        if (newest == null) {
            defect = Optional.of("it does not certify itself");
        } else if (!maySign(newest)) {
            defect = Optional.of("it is not for signing");
        }
        return new SigningKey(primary, signer(primary), expiry(primary, newest), isRevoked, defect);
    }

    /** Takes in the newest certification of one user id, unless that was revoked later. */
    private void readUserId(byte[] rawId) {
        @Nullable PGPSignature certification = null;
        @Nullable PGPSignature revocation = null;
        for (PGPSignature signature : list(primary.getSignaturesForID(rawId))) {
            boolean isRevocation =
                    signature.getSignatureType() == PGPSignature.CERTIFICATION_REVOCATION;
            if (!(isRevocation || signature.isCertification())
                    || !verifies(signature, s -> s.verifyCertification(rawId, primary))) {
                continue;
            }
            if (isRevocation) {
                revocation = newer(revocation, signature);
            } else {
                certification = newer(certification, signature);
            }
        }
        if (certification == null
                || revocation != null && newer(revocation, certification) == revocation) {
            return;
        }
        takeIfNewest(certification);
        if (newer(newestOfUserId, certification) == certification) {
            newestOfUserId = certification;
            userId = new String(rawId, StandardCharsets.UTF_8);
        }
    }

    private SigningKey readSubkey(PGPPublicKey subkey, SigningKey primaryKey) {
        @Nullable PGPSignature binding = null;
        boolean isRevoked = primaryKey.isRevoked();
        for (PGPSignature signature : list(subkey.getSignatures())) {
            int type = signature.getSignatureType();
            if (type != PGPSignature.SUBKEY_BINDING && type != PGPSignature.SUBKEY_REVOCATION
                    || !verifies(signature, s -> s.verifyCertification(primary, subkey))) {
                continue;
            }
            if (type == PGPSignature.SUBKEY_REVOCATION) {
                isRevoked = true;
            } else {
                binding = newer(binding, signature);
            }
        }
        Optional<Instant> expiresAt = expiry(subkey, binding);
        if (primaryKey.expiresAt().isPresent()
                && (expiresAt.isEmpty()
                        || primaryKey.expiresAt().get().isBefore(expiresAt.get()))) {
            expiresAt = primaryKey.expiresAt();
        }
        return new SigningKey(
                subkey, signer(subkey), expiresAt, isRevoked, subkeyDefect(subkey, binding));
    }

    private Optional<String> subkeyDefect(PGPPublicKey subkey, @Nullable PGPSignature binding) {
        if (newest == null) {
            return Optional.of("its primary key does not certify itself");
        }
        if (binding == null) {
            return Optional.of("it is not bound to its primary key");
        }
        if (!maySign(binding)) {
            return Optional.of("it is not for signing");
        }
        if (!isBoundBack(subkey, binding)) {
            return Optional.of("it has not agreed to be bound to its primary key");
        }
        return Optional.empty();
    }

    /** RFC 9580 section 5.2.1.8: a signing subkey itself signs that it belongs to the primary. */
    private boolean isBoundBack(PGPPublicKey subkey, PGPSignature binding) {
        List<PGPSignature> embedded = new ArrayList<>();
        try {
            binding.getHashedSubPackets().getEmbeddedSignatures().forEach(embedded::add);
            binding.getUnhashedSubPackets().getEmbeddedSignatures().forEach(embedded::add);
        } catch (PGPException e) {
            return false;
        }
        return embedded.stream()
                .anyMatch(signature -> signature.getSignatureType()
                                == PGPSignature.PRIMARYKEY_BINDING
                        && verifiesBy(
                                subkey, signature, s -> s.verifyCertification(primary, subkey)));
    }

    private void takeIfNewest(PGPSignature signature) {
        newest = newer(newest, signature);
    }

    private static PGPSignature newer(@Nullable PGPSignature one, PGPSignature other) {
        return one == null || created(one).isBefore(created(other)) ? other : one;
    }

    private static Instant created(PGPSignature signature) {
        return signature.getCreationTime().toInstant();
    }

    private static boolean maySign(PGPSignature selfSignature) {
        PGPSignatureSubpacketVector hashed = selfSignature.getHashedSubPackets();
        return hashed == null
                || !hashed.hasSubpacket(SignatureSubpacketTags.KEY_FLAGS)
                || (hashed.getKeyFlags() & KeyFlags.SIGN_DATA) != 0;
    }

    private static Optional<Instant> expiry(
            PGPPublicKey key, @Nullable PGPSignature selfSignature) {
        if (selfSignature == null || selfSignature.getHashedSubPackets() == null) {
            return Optional.empty();
        }
        long validSeconds = selfSignature.getHashedSubPackets().getKeyExpirationTime();
        return validSeconds == 0
                ? Optional.empty()
                : Optional.of(key.getCreationTime().toInstant().plusSeconds(validSeconds));
    }

    private Verdict.Signer signer(PGPPublicKey key) {
        return new Verdict.Signer(hex(key), hex(primary), userId);
    }

    private static String hex(PGPPublicKey key) {
        return HexFormat.of().withUpperCase().formatHex(key.getFingerprint());
    }

    private boolean verifies(PGPSignature signature, Check check) {
        return verifiesBy(primary, signature, check);
    }

    /** What others signed on a key (a web of trust) says nothing here, and no more do errors. */
    private static boolean verifiesBy(PGPPublicKey issuer, PGPSignature signature, Check check) {
        if (signature.getKeyID() != issuer.getKeyID()) {
            return false;
        }
        try {
            signature.init(VERIFIERS, issuer);
            return check.verify(signature);
        } catch (PGPException | RuntimeException e) {
            return false;
        }
    }

    private static List<PGPSignature> list(Iterator<PGPSignature> signatures) {
        List<PGPSignature> all = new ArrayList<>();
        signatures.forEachRemaining(all::add);
        return all;
    }

    @FunctionalInterface
    private interface Check {
        boolean verify(PGPSignature signature) throws PGPException;
    }
}
