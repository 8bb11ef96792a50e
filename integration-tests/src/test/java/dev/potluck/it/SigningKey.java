package dev.potluck.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An OpenPGP key made for this run of the tests, in a GnuPG home of its own. */
final class SigningKey {
    private static final String OWNER = "Potluck integration tests <tests@potluck.invalid>";

    private final Path home;

    private SigningKey(Path home) {
        this.home = home;
    }

    /** The key of this run: making one takes a while, and any will do. */
    static SigningKey ofThisRun() {
        return Shared.KEY;
    }

    /** A new key, unknown to whoever trusts the others. */
    static SigningKey make() {
        try {
            // a socket's path has at most 107 characters: not below target/
            SigningKey key = new SigningKey(Files.createTempDirectory("potluck-gpg-"));
            key.gpg("--passphrase", "", "--quick-gen-key", OWNER, "rsa2048", "sign", "never");
            Runtime.getRuntime().addShutdownHook(new Thread(key::discard));
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the public key in binary form, as apt and Potluck read it. */
    Path exportTo(Path file) {
        gpg("--output", file.toString(), "--export");
        return file;
    }

    /** Writes the public key in ASCII, as dnf reads it. */
    Path exportArmoredTo(Path file) {
        gpg("--armor", "--output", file.toString(), "--export");
        return file;
    }

    void clearSign(Path text, Path signed) {
        gpg("--output", signed.toString(), "--clearsign", text.toString());
    }

    void detachSign(Path text, Path signature) {
        gpg("--armor", "--output", signature.toString(), "--detach-sign", text.toString());
    }

    private void gpg(String... arguments) {
        String[] words = new String[arguments.length + 6];
        System.arraycopy(
                new String[] {
                    "--homedir", home.toString(), "--batch", "--yes", "--pinentry-mode", "loopback"
                },
                0,
                words,
                0,
                6);
        System.arraycopy(arguments, 0, words, 6, arguments.length);
        Command.of("gpg", words).run().orFail();
    }

    private void discard() {
        Command.of("gpgconf", "--homedir", home.toString(), "--kill", "all").run();
        Folders.delete(home);
    }

    private static final class Shared {
        static final SigningKey KEY = make();
    }
}
