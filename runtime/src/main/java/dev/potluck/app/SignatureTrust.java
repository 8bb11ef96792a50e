package dev.potluck.app;

import dev.potluck.fetch.FetchException;
import dev.potluck.fetch.RootTrust;
import dev.potluck.index.RootPlace;
import dev.potluck.trust.SignatureVerifier;
import dev.potluck.trust.TrustMode;
import dev.potluck.trust.TrustPolicy;
import dev.potluck.trust.Verdict;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Optional;

/** Checks root indexes against the keyrings, as the settings want it. */
final class SignatureTrust implements RootTrust {
    private static final Logger log = LoggerFactory.getLogger(SignatureTrust.class);

    private final SignatureVerifier verifier;
    private final TrustMode defaultMode;
    private final Map<String, TrustMode> modeOfArchive;

    SignatureTrust(
            SignatureVerifier verifier,
            TrustMode defaultMode,
            Map<String, TrustMode> modeOfArchive) {
        this.verifier = verifier;
        this.defaultMode = defaultMode;
        this.modeOfArchive = Map.copyOf(modeOfArchive);
    }

    @Override
    public String check(RootPlace place, byte[] content, Optional<byte[]> detachedSignature)
            throws FetchException {
        TrustMode mode = modeOfArchive.getOrDefault(place.archiveId(), defaultMode);
        if (mode == TrustMode.OFF) {
            return "not checked";
        }
        Verdict verdict = detachedSignature
                .map(signature -> verifier.verifyDetached(content, signature))
                .orElseGet(() -> verifier.verifyClearsigned(content));
        TrustPolicy.Decision decision = TrustPolicy.decide(mode, verdict);
        if (decision instanceof TrustPolicy.Refuse refused) {
            throw new FetchException(502, place + " is refused: " + refused.text());
        }
        if (decision instanceof TrustPolicy.AcceptWithWarning warning) {
            log.warn("{}: {}", place, warning.text());
        }
        return verdict instanceof Verdict.Good good
                ? "signed by " + good.signers().get(0)
                : verdict instanceof Verdict.Unsigned ? "unsigned" : "unknown key";
    }
}
