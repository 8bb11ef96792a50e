package dev.potluck.app;

import dev.potluck.app.settings.Settings;
import dev.potluck.fetch.FetchException;
import dev.potluck.fetch.RootTrust;
import dev.potluck.index.RootPlace;
import dev.potluck.trust.KeyringException;
import dev.potluck.trust.Keyrings;
import dev.potluck.trust.SignatureVerifier;
import dev.potluck.trust.TrustMode;
import dev.potluck.trust.TrustPolicy;
import dev.potluck.trust.Verdict;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks root indexes against the keyrings, as the settings want it. */
final class SignatureTrust implements RootTrust {
    private static final Logger log = LoggerFactory.getLogger(SignatureTrust.class);

    /** How the root indexes of an archive are checked. */
    private record Rule(TrustMode mode, SignatureVerifier verifier) {}

    private final Rule rule;
    private final Map<String, Rule> ofArchives;

    private SignatureTrust(Rule rule, Map<String, Rule> ofArchives) {
        this.rule = rule;
        this.ofArchives = Map.copyOf(ofArchives);
    }

    /**
     * Reads the keyrings that the settings name.
     *
     * @throws StartException if one is missing or is no keyring
     */
    static SignatureTrust of(Settings settings, InstantSource clock) throws StartException {
        Settings.Trust trust = settings.trust();
        SignatureVerifier shared = verifier(
                new Keyrings(trust.keyrings(), Keyrings.systemPlaces()), "trust.keyrings", clock);
        Map<String, Rule> ofArchives = new HashMap<>();
        for (Settings.Archive archive : settings.archives()) {
            ofArchives.put(
                    archive.name(),
                    archive.keyrings().isEmpty()
                            ? new Rule(archive.trustMode().orElse(trust.mode()), shared)
                            : new Rule(
                                    archive.trustMode().orElse(TrustMode.REQUIRE),
                                    verifier(
                                            new Keyrings(archive.keyrings(), List.of()),
                                            "keyrings of archive " + archive.name(),
                                            clock)));
        }
        return new SignatureTrust(new Rule(trust.mode(), shared), ofArchives);
    }

    private static SignatureVerifier verifier(Keyrings keyrings, String key, InstantSource clock)
            throws StartException {
        try {
            keyrings.checkConfigured();
        } catch (KeyringException e) {
            throw new StartException(key + ": " + e.getMessage(), e);
        }
        return new SignatureVerifier(keyrings, clock);
    }

    /** Reads the system's keyrings ahead of the first root index. Blocking. */
    void preload() {
        if (rule.mode() != TrustMode.OFF) {
            rule.verifier().preload();
        }
    }

    @Override
    public String check(RootPlace place, byte[] content, Optional<byte[]> detachedSignature)
            throws FetchException {
        Rule found = ofArchives.getOrDefault(place.archiveId(), rule);
        if (found.mode() == TrustMode.OFF) {
            return "not checked";
        }
        Verdict verdict = detachedSignature
                .map(signature -> found.verifier().verifyDetached(content, signature))
                .orElseGet(() -> found.verifier().verifyClearsigned(content));
        TrustPolicy.Decision decision = TrustPolicy.decide(found.mode(), verdict);
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
