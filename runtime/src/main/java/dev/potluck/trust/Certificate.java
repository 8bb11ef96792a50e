package dev.potluck.trust;

import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.bc.BcPGPPublicKeyRing;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One certificate (primary key, user ids, subkeys), perhaps in several versions from several files:
 * they count together, so a revocation or a prolongation in any file counts. Read and verified only
 * when a signature names it.
 */
final class Certificate {
    private final List<byte[]> versions = new ArrayList<>();
    private final Path file;
    private @Nullable List<SigningKey> keys;

    Certificate(Path file) {
        this.file = file;
    }

    void addVersion(byte[] ring) {
        if (versions.stream().noneMatch(known -> Arrays.equals(known, ring))) {
            versions.add(ring);
        }
    }

    /** @throws MalformedOpenPgpException naming the first file that has it, if it cannot be read */
    synchronized List<SigningKey> keys() throws MalformedOpenPgpException {
        if (keys == null) {
            try {
                PGPPublicKeyRing ring = new BcPGPPublicKeyRing(versions.get(0));
                for (byte[] version : versions.subList(1, versions.size())) {
                    ring = PGPPublicKeyRing.join(ring, new BcPGPPublicKeyRing(version));
                }
                keys = CertificateReader.read(ring);
            } catch (IOException | PGPException | RuntimeException e) {
                throw new MalformedOpenPgpException(
                        "a key in " + file + " cannot be read: " + e, e);
            }
        }
        return keys;
    }
}
