package dev.potluck.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;

/**
 * A keyring file as it was seen at one time, to notice when it changes.
 *
 * @param path the file
 * @param sizeBytes its length; -1 if it cannot be seen
 * @param modified when it was last written
 */
record KeyringFile(Path path, long sizeBytes, FileTime modified) {
    /** More than a distribution's archive keys; a keyring of all its developers is larger. */
    static final long MAX_BYTES = 8L << 20;

    private static final byte[] KEYBOX_MAGIC = Armor.ascii("KBXf");
    private static final int KEYBOX_MAGIC_OFFSET = 8;

    static KeyringFile of(Path path) {
        try {
            return new KeyringFile(path, Files.size(path), Files.getLastModifiedTime(path));
        } catch (IOException e) {
            // Reading it will say why; it only must not look the same once it can be seen.
            return new KeyringFile(path, -1, FileTime.fromMillis(0));
        }
    }

    /**
     * Reads the certificates in it, binary or armored, into {@code keys}.
     *
     * @throws KeyringException if it cannot be read, or holds no OpenPGP certificate
     */
    void readInto(KnownKeys keys) throws KeyringException {
        try {
            if (sizeBytes > MAX_BYTES) {
                throw new KeyringException(path, "is larger than %d bytes".formatted(MAX_BYTES));
            }
            byte[] content = Files.readAllBytes(path);
            if (isKeybox(content)) {
                throw new KeyringException(
                        path,
                        "is a GnuPG keybox, which only GnuPG reads: write its keys to a file with"
                                + " 'gpg --export'");
            }
            byte[] packets =
                    Armor.PUBLIC_KEY.isIn(content) ? Armor.PUBLIC_KEY.decodeAll(content) : content;
            if (keys.add(packets, path) == 0) {
                throw new KeyringException(path, "holds no OpenPGP key");
            }
        } catch (MalformedOpenPgpException e) {
            throw new KeyringException(path, "is not an OpenPGP keyring: " + e.getMessage());
        } catch (IOException e) {
            throw new KeyringException(path, "cannot be read: " + e);
        }
    }

    private static boolean isKeybox(byte[] content) {
        int end = KEYBOX_MAGIC_OFFSET + KEYBOX_MAGIC.length;
        return content.length >= end
                && Arrays.equals(
                        content, KEYBOX_MAGIC_OFFSET, end, KEYBOX_MAGIC, 0, KEYBOX_MAGIC.length);
    }
}
