package dev.potluck.trust;

import dev.potluck.trust.Verdict.Bad;
import dev.potluck.trust.Verdict.Doubtful;
import dev.potluck.trust.Verdict.Good;
import dev.potluck.trust.Verdict.Signer;
import dev.potluck.trust.Verdict.UnknownKey;
import dev.potluck.trust.Verdict.Unsigned;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks the OpenPGP signatures of root indexes. Runs for some milliseconds, and loads Bouncy
 * Castle at its first use: not for an event loop. Safe for several threads.
 */
public final class SignatureVerifier {
    /** Largest file checked: Debian's largest InRelease has less than one MiB. */
    public static final int MAX_FILE_BYTES = 16 << 20;

    /** Most signatures on one file: Debian's have two or three. */
    public static final int MAX_SIGNATURES = 64;

    /** A signature has up to some 1200 bytes: RSA with 8192 bits, and what GnuPG adds. */
    private static final int MAX_SIGNATURE_BYTES = MAX_SIGNATURES * 4096;

    private final Keyrings keyrings;
    private final InstantSource clock;

    public SignatureVerifier(Keyrings keyrings, InstantSource clock) {
        this.keyrings = keyrings;
        this.clock = clock;
    }

    /** Reads the keyrings, which the first signature would have to wait for. Blocking. */
    public void preload() {
        keyrings.current();
    }

    /** Judges a file that carries its signatures in itself, such as InRelease. */
    public Verdict verifyClearsigned(byte[] message) {
        if (message.length > MAX_FILE_BYTES) {
            return new Bad("the file has more than " + MAX_FILE_BYTES + " bytes");
        }
        try {
            Optional<ClearSigned> parsed = ClearSigned.parse(message);
            if (parsed.isEmpty()) {
                return new Unsigned();
            }
            return judge(parsed.get().text(), parsed.get().signatures(), true);
        } catch (MalformedOpenPgpException e) {
            return new Bad(e.getMessage());
        }
    }

    /**
     * Judges a file whose signatures stand in another, such as Release and Release.gpg.
     *
     * @param content the file
     * @param signature the other, binary or in ASCII armor
     */
    public Verdict verifyDetached(byte[] content, byte[] signature) {
        if (content.length > MAX_FILE_BYTES || signature.length > 2 * MAX_SIGNATURE_BYTES) {
            return new Bad("the file or its signature is too large");
        }
        try {
            byte[] packets = Armor.SIGNATURE.isIn(signature)
                    ? Armor.SIGNATURE.decodeAll(signature)
                    : signature;
            return judge(content, packets, false);
        } catch (MalformedOpenPgpException e) {
            return new Bad(e.getMessage());
        }
    }

    private Verdict judge(byte[] content, byte[] packets, boolean isClearsigned)
            throws MalformedOpenPgpException {
        if (packets.length > MAX_SIGNATURE_BYTES) {
            return new Bad("its signatures have more than " + MAX_SIGNATURE_BYTES + " bytes");
        }
        Tally tally = new Tally();
        for (Packet packet : Packet.split(packets, MAX_SIGNATURES)) {
            if (packet.tag() == Packet.MARKER || packet.tag() == Packet.PADDING) {
                continue;
            }
            if (packet.tag() != Packet.SIGNATURE) {
                return new Bad("a packet of type " + packet.tag() + " among its signatures");
            }
            Optional<DocumentSignature> signature = DocumentSignature.read(packet);
            if (signature.isEmpty() || isClearsigned && !signature.get().isOverText()) {
                tally.doubts.add("one is of a kind that is not understood");
            } else {
                count(signature.get(), content, tally);
            }
            if (tally.wrong.isPresent()) {
                return new Bad("it does not fit the content: " + tally.wrong.get());
            }
        }
        return tally.verdict();
    }

    private void count(DocumentSignature signature, byte[] content, Tally tally) {
        try {
            List<SigningKey> candidates = signature.candidates(keyrings.current());
            if (candidates.isEmpty()) {
                tally.unknown.add(signature.issuer());
                return;
            }
            for (SigningKey key : candidates) {
                if (signature.isCorrect(key, content)) {
                    tally.count(key, signature.doubt(key, clock.instant()));
                    return;
                }
            }
            tally.wrong = Optional.of(candidates.get(0).signer());
        } catch (MalformedOpenPgpException e) { // a key or curve that the library does not know
            tally.doubts.add(e.getMessage());
        }
    }

    /** What the signatures seen so far say together. */
    private static final class Tally {
        private final List<Signer> good = new ArrayList<>();
        private final List<String> unknown = new ArrayList<>();
        private final List<String> doubts = new ArrayList<>();
        private final List<String> revoked = new ArrayList<>();
        private Optional<Signer> wrong = Optional.empty();

        void count(SigningKey key, Optional<String> doubt) {
            if (key.isRevoked()) {
                revoked.add(key.signer().toString());
            } else if (doubt.isPresent()) {
                doubts.add(doubt.get() + " (" + key.signer() + ")");
            } else {
                good.add(key.signer());
            }
        }

        Verdict verdict() {
            if (!good.isEmpty()) {
                return new Good(good);
            }
            if (!revoked.isEmpty()) {
                return new Bad("its key was revoked: " + String.join(", ", revoked));
            }
            if (!doubts.isEmpty()) {
                return new Doubtful(String.join("; ", doubts));
            }
            return unknown.isEmpty()
                    ? new Bad("there is no signature in it")
                    : new UnknownKey(unknown);
        }
    }
}
