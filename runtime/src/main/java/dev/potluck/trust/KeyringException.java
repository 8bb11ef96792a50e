package dev.potluck.trust;

import java.nio.file.Path;

/** A keyring that the settings name cannot be used; the message names it. */
public final class KeyringException extends Exception {
    private static final long serialVersionUID = 1L;

    KeyringException(Path keyring, String problem) {
        super("keyring " + keyring + " " + problem);
    }
}
