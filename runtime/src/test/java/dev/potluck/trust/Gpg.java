package dev.potluck.trust;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** GnuPG in a home of its own; what it makes and says is what ours is held against. */
public final class Gpg implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 120;

    private final Path home;

    /** A home without keys. */
    public Gpg() throws IOException {
        // Below /tmp: the agent's socket has a path of at most 107 characters.
        home = Files.createTempDirectory(Path.of("/tmp"), "pl-gpg");
    }

    /** A key that signs, made at a date such as {@code 20240601T000000}. */
    public void makeKey(String userId, String algorithm, String madeAt, String validFor) {
        gpg(madeAt, "--passphrase", "", "--quick-gen-key", userId, algorithm, "sign", validFor);
    }

    /** A subkey that signs, of an existing key. */
    void addSubkey(String userId, String algorithm, String madeAt, String validFor) {
        String fingerprint = fingerprint(userId, madeAt);
        gpg(
                madeAt,
                "--passphrase",
                "",
                "--quick-add-key",
                fingerprint,
                algorithm,
                "sign",
                validFor);
    }

    /** Takes a key back with the revocation that GnuPG made beside it. */
    void revoke(String userId, String at) throws IOException {
        String fingerprint = fingerprint(userId, at);
        Path made = home.resolve("openpgp-revocs.d").resolve(fingerprint + ".rev");
        Path armed = home.resolve("armed.rev");
        Files.writeString(armed, Files.readString(made).replace(":-----BEGIN", "-----BEGIN"));
        gpg(at, "--import", armed.toString());
    }

    /** Makes a key valid for ever, whenever it would have expired. */
    void prolong(String userId, String at) {
        gpg(at, "--passphrase", "", "--quick-set-expire", fingerprint(userId, at), "0");
    }

    private String fingerprint(String userId, String at) {
        return gpg(at, "--with-colons", "--list-keys", userId)
                .lines()
                .filter(line -> line.startsWith("fpr:"))
                .map(line -> line.split(":", -1)[9])
                .findFirst()
                .orElseThrow();
    }

    /** The certificates of these users, binary, or in armor if the first is {@code --armor}. */
    public byte[] export(String... users) throws IOException {
        Path out = home.resolve("export");
        List<String> command = new ArrayList<>(List.of("--yes", "-o", out.toString()));
        List<String> names = new ArrayList<>(List.of(users));
        if (names.remove("--armor")) {
            command.add("--armor");
        }
        command.add("--export");
        command.addAll(names);
        gpg("20240701T000000", command.toArray(String[]::new));
        return Files.readAllBytes(out);
    }

    /** Signs; {@code how} is {@code --clear-sign} or {@code --detach-sign}, with more options. */
    public byte[] sign(byte[] content, String at, List<String> users, String... how)
            throws IOException {
        Path in = home.resolve("in");
        Path out = home.resolve("out");
        Files.write(in, content);
        List<String> command = new ArrayList<>(List.of("--yes", "-o", out.toString()));
        users.forEach(user -> command.addAll(List.of("-u", user)));
        command.addAll(List.of(how));
        command.add(in.toString());
        gpg(at, command.toArray(String[]::new));
        return Files.readAllBytes(out);
    }

    /** What gpgv says of files, as apt asks it: the first words of its status lines. */
    List<String> gpgv(byte[] keyring, byte[]... files) throws IOException {
        Path keys = home.resolve("keys.gpg");
        Files.write(keys, keyring);
        List<String> command = new ArrayList<>(List.of(
                "gpgv",
                "--homedir",
                home.toString(),
                "--status-fd",
                "1",
                "--weak-digest",
                "SHA1",
                "--keyring",
                keys.toString()));
        for (int i = 0; i < files.length; i++) {
            Path file = home.resolve("checked" + i);
            Files.write(file, files[i]);
            command.add(file.toString());
        }
        return run(command)
                .output
                .lines()
                .filter(line -> line.startsWith("[GNUPG:] "))
                .map(line -> line.split(" ")[1])
                .toList();
    }

    private String gpg(String at, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "gpg",
                "--homedir",
                home.toString(),
                "--batch",
                "--no-tty",
                "--pinentry-mode",
                "loopback",
                "--trust-model",
                "always",
                "--faked-system-time",
                at + "!"));
        command.addAll(List.of(arguments));
        Result result = run(command);
        assertThat(result.status).as("%s: %s", command, result.output).isZero();
        return result.output;
    }

    private Result run(List<String> command) {
        try {
            Path output = home.resolve("output");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                    .as("%s", command)
                    .isTrue();
            return new Result(process.exitValue(), Files.readString(output, ISO_8859_1));
        } catch (IOException e) {
            throw new AssertionError(
                    command.get(0) + " does not run; install it: apt-get install gnupg gpgv", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        run(List.of("gpgconf", "--homedir", home.toString(), "--kill", "all"));
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private record Result(int status, String output) {}
}
