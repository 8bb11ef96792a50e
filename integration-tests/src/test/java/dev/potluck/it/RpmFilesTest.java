package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** What one node makes of RPM archives that dnf alone seldom shows: odd, hostile, and trees. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RpmFilesTest {
    private static final long MEMORY_LIMIT_KB = 256 << 10;
    private static final int BOMB_MB = 300;

    private final Path folder;
    private final PotluckProcess node;

    RpmFilesTest(@TempDir Path folder) {
        this.folder = folder;
        Path keyring = SigningKey.ofThisRun().exportTo(folder.resolve("keyring.gpg"));
        node = Scene.plan(folder.resolve("home"), keyring).start();
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private RawClient.Answer get(FaultyMirror mirror, String path) throws IOException {
        try (RawClient client = RawClient.to(node.port())) {
            return client.ask("GET " + mirror.uri() + path + " HTTP/1.1", "Host: mirror");
        }
    }

    /** As an installer asks: the tree's description, then the images that it names. */
    @Test
    void get_imagesOfATreeinfo_areCheckedAndServedWithoutTheMirror() throws IOException {
        Path os = folder.resolve("tree/os");
        Files.createDirectories(os.resolve("images"));
        byte[] image = PackageMaker.noise("boot.iso", 700_000);
        byte[] kernel = PackageMaker.noise("vmlinuz", 200_000);
        Files.write(os.resolve("images/boot.iso"), image);
        Files.write(os.resolve("images/vmlinuz"), kernel);
        Files.writeString(os.resolve(".treeinfo"), """
                [checksums]
                images/boot.iso = sha256:%s
                images/vmlinuz = sha256:%s

                [general]
                arch = x86_64
                """.formatted(
                        Hashes.sha256(image), Hashes.sha256(kernel)));
        try (FaultyMirror mirror = FaultyMirror.of(folder.resolve("tree"))) {
            get(mirror, "/os/.treeinfo").orFail();
            awaitLog(mirror.uri() + "/os/.treeinfo is at a new state");
            assertThat(get(mirror, "/os/images/boot.iso").orFail().body().sha256())
                    .isEqualTo(Hashes.sha256(image));

            mirror.behave("/os/images/vmlinuz"::equals, Fault.wrongByteAt(0.5));
            RawClient.Answer broken = get(mirror, "/os/images/vmlinuz");
            assertThat(broken.status() == 200 && broken.complete())
                    .as("a whole answer with a wrong file: %s", broken)
                    .isFalse();
            mirror.refuse();
            get(mirror, "/os/.treeinfo").orFail();
            assertThat(get(mirror, "/os/images/boot.iso").orFail().body().sha256())
                    .isEqualTo(Hashes.sha256(image));
        }
    }

    /** Real dnf, with the node as its proxy: absolute locations leave out the prefix. */
    @Test
    void install_locationsWithAbsoluteBase_areListedFiles() throws IOException {
        RpmRepository repository = new RpmRepository(folder.resolve("based"));
        try (FaultyMirror mirror = FaultyMirror.of(Files.createDirectories(repository.folder()))) {
            repository
                    .with("--baseurl", mirror.uri() + "/os/")
                    .add("based", "1.0", 100_000)
                    .publish();
            Path file = repository.packageFile("based-");
            String[] source = {"baseurl=" + mirror.uri() + "/os", "proxy=" + node.uri()};
            PrivateDnf.in(folder.resolve("dnf"), source).install("based").orFail();
            mirror.refuse();

            PrivateDnf second = PrivateDnf.in(folder.resolve("dnf-second"), source);
            second.install("based").orFail();

            assertThat(second.downloads().values()).containsExactly(Hashes.sha256(file));
        }
    }

    /** The client gets the list as it is, and fails as it would alone; the node follows nothing. */
    @Test
    void install_metalinkOfHostileUrlsAlone_failsAndAsksNobody() throws IOException {
        RpmRepository repository = new RpmRepository(folder.resolve("hostile"))
                .add("hostile", "1.0", 1_000)
                .publish();
        try (FaultyMirror mirror = FaultyMirror.of(repository.folder())) {
            repository.writeMetalink(
                    repository.folder().resolve("metalink"),
                    "file:///nowhere",
                    node.uri() + "/127.0.0.1:1",
                    "ftp://127.0.0.1");
            String path = "/metalink?repo=hostile";
            String metalink = "metalink=" + node.uri() + "/127.0.0.1:" + mirror.port() + path;

            PrivateDnf dnf = PrivateDnf.in(folder.resolve("dnf-hostile"), metalink);

            assertThat(dnf.install("hostile").exitCode()).isNotZero();
            assertThat(dnf.downloads()).isEmpty();
            assertThat(mirror.requests()).extracting(FaultyMirror.Request::path).containsOnly(path);
            assertThat(node.log()).contains(path + " names no mirror that can be asked");
        }
        assertStillWell("after-hostile");
    }

    /** An index that has the hash which the signed root index lists, and yet is none. */
    enum Malice {
        BILLION_LAUGHS,
        BOMB,
        CUT_OFF,
        NO_XML,
        MISSING;

        byte[] content() throws IOException {
            return switch (this) {
                case BILLION_LAUGHS -> gzip(laughs());
                case BOMB -> bomb();
                case CUT_OFF -> Arrays.copyOf(gzip(laughs()), 100);
                case NO_XML -> gzip("<html>please log in");
                case MISSING -> gzip("never there");
            };
        }

        private static String laughs() {
            StringBuilder text = new StringBuilder("<?xml version=\"1.0\"?>\n<!DOCTYPE x [\n");
            text.append("<!ENTITY a0 \"ha\">\n");
            for (int i = 1; i < 10; i++) {
                text.append("<!ENTITY a")
                        .append(i)
                        .append(" \"")
                        .append(("&a" + (i - 1) + ";").repeat(10))
                        .append("\">\n");
            }
            return text + "]>\n<metadata>&a9;</metadata>";
        }

        private static byte[] gzip(String text) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (OutputStream out = new GZIPOutputStream(bytes)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
            return bytes.toByteArray();
        }

        /** One element's text without end. */
        private static byte[] bomb() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (OutputStream out = new GZIPOutputStream(bytes)) {
                out.write("<metadata><package><name>".getBytes(StandardCharsets.UTF_8));
                byte[] block = new byte[1 << 20];
                Arrays.fill(block, (byte) 'x');
                for (int i = 0; i < BOMB_MB; i++) {
                    out.write(block);
                }
            }
            return bytes.toByteArray();
        }
    }

    @ParameterizedTest
    @EnumSource(Malice.class)
    void get_hostilePrimary_nodeStaysWell(Malice malice) throws IOException {
        Path repodata =
                Files.createDirectories(folder.resolve(malice.name()).resolve("os/repodata"));
        byte[] primary = malice.content();
        if (malice != Malice.MISSING) {
            Files.write(repodata.resolve("primary.xml.gz"), primary);
        }
        Path repomd = Files.writeString(repodata.resolve("repomd.xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <repomd xmlns="http://linux.duke.edu/metadata/repo">
                  <revision>1</revision>
                  <data type="primary">
                    <checksum type="sha256">%s</checksum>
                    <location href="repodata/primary.xml.gz"/>
                    <size>%d</size>
                  </data>
                </repomd>
                """.formatted(
                        Hashes.sha256(primary), primary.length));
        SigningKey.ofThisRun().detachSign(repomd, repodata.resolve("repomd.xml.asc"));
        try (FaultyMirror mirror = FaultyMirror.of(folder.resolve(malice.name()))) {
            get(mirror, "/os/repodata/repomd.xml").orFail();

            int status = get(mirror, "/os/repodata/primary.xml.gz").status();

            assertThat(status).isEqualTo(malice == Malice.MISSING ? 404 : 200);
        }
        assertStillWell("after-" + malice);
        assertThat(node.residentKb()).isLessThan(MEMORY_LIMIT_KB);
    }

    private void awaitLog(String text) {
        await(text)
                .atMost(java.time.Duration.ofSeconds(30))
                .until(() -> node.log().contains(text));
    }

    /** A sound archive that the node has not met is served. */
    private void assertStillWell(String name) throws IOException {
        RpmRepository sound = new RpmRepository(folder.resolve(name))
                .add("sound", "1.0", 1_000)
                .publish();
        Path file = sound.packageFile("sound-");
        try (FaultyMirror mirror = FaultyMirror.of(sound.folder())) {
            get(mirror, "/os/repodata/repomd.xml").orFail();
            get(mirror, sound.path(sound.index("primary.xml"))).orFail();
            assertThat(get(mirror, sound.path(file)).orFail().body().sha256())
                    .isEqualTo(Hashes.sha256(file));
        }
    }
}
