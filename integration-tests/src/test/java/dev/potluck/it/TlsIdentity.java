package dev.potluck.it;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;

import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate of loopback that this run made for itself, and how a node is told to trust it. */
final class TlsIdentity {
    private static final String PASSWORD = "potluck";

    private final Path store;

    private TlsIdentity(Path store) {
        this.store = store;
    }

    static TlsIdentity ofThisRun() {
        return Shared.IDENTITY;
    }

    /** Makes the sockets of a server that shows the certificate. */
    ServerSocketFactory sockets() {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            KeyManagerFactory managers =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context.getServerSocketFactory();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificate cannot be used", e);
        }
    }

    /** Has a node trust this certificate, and no other. */
    PotluckProcess.Plan trustedBy(PotluckProcess.Plan plan) {
        return plan.javaOption("-Djavax.net.ssl.trustStore=" + store)
                .javaOption("-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }

    private static TlsIdentity make() {
        try {
            Path folder = Files.createTempDirectory("potluck-tls-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.delete(folder)));
            Path store = folder.resolve("identity.p12");
            Command.of(List.of(
                            Path.of(requireNonNull(System.getProperty("java.home")), "bin/keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "mirror",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "san=dns:localhost,ip:127.0.0.1",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            PASSWORD))
                    .run()
                    .orFail();
            return new TlsIdentity(store);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        static final TlsIdentity IDENTITY = make();
    }
}
