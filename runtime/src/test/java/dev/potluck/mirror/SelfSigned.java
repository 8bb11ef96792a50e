package dev.potluck.mirror;

import io.vertx.core.net.PfxOptions;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A key with a certificate that nobody signed, made by the JDK's keytool. */
final class SelfSigned {
    private static final String PASSWORD = "password";

    private SelfSigned() {}

    /** A key store for this host in the folder. */
    static PfxOptions make(Path folder, String host) throws Exception {
        Path store = folder.resolve(host + ".p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "key",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "san=dns:" + host,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString()))
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool: " + output);
        }
        return new PfxOptions().setPath(store.toString()).setPassword(PASSWORD);
    }
}
