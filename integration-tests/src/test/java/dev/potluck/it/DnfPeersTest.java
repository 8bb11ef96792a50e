package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.it.Neighbourhood.Bytes;
import dev.potluck.it.Neighbourhood.Member;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Real dnf through two nodes: what the first has, the second has from it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DnfPeersTest {
    private static final String FIRST = "first-package";
    private static final String SECOND = "second-package";
    private static final int SIZE_BYTES = 3_000_000;

    /** The mirror alone takes 30 s for a package. */
    private static final long SLOW_BYTES_PER_SECOND = 100_000;

    private static final String WEAK = "weak-package";

    private static final String OPEN = """
            [[archive]]
            name = "local"
            format = "rpm"
            mirrors = ["%s"]
            share = true

            [[archive]]
            name = "weak"
            format = "rpm"
            mirrors = ["%s"]
            share = true
            """;

    private final Path folder;
    private final RpmRepository repository;
    private final FaultyMirror mirror;
    private final RpmRepository weakRepository;
    private final FaultyMirror weakMirror;
    private final Neighbourhood all;
    private final Member a;
    private final Member b;

    DnfPeersTest(@TempDir Path folder) {
        this.folder = folder;
        repository = new RpmRepository(folder.resolve("rpm"))
                .add(FIRST, "1.0", SIZE_BYTES)
                .add(SECOND, "1.0", SIZE_BYTES)
                .publish();
        mirror = FaultyMirror.of(repository.folder());
        weakRepository = new RpmRepository(folder.resolve("weak"))
                .with("--checksum=sha1")
                .add(WEAK, "1.0", SIZE_BYTES)
                .publish();
        weakMirror = FaultyMirror.of(weakRepository.folder());
        all = Neighbourhood.in(folder);
        a = start("a");
        b = start("b");
    }

    private Member start(String name) {
        int port = Machine.freePort();
        String toml = OPEN.formatted(mirror.uri(), weakMirror.uri());
        return all.start(all.plan(name, port, toml).findingLan(), port);
    }

    @BeforeAll
    void installThroughFirst() throws IOException {
        all.awaitKnown(b, a.address());
        dnf("weak-first", a, weakMirror).install(WEAK).orFail();
        dnf("first", a, mirror).install(FIRST, SECOND).orFail();
        for (String name : new String[] {FIRST, SECOND}) {
            all.awaitGiven(a, Hashes.sha256(repository.packageFile(name)));
        }
    }

    @AfterAll
    void stop() {
        all.close();
        mirror.close();
        weakMirror.close();
    }

    @Test
    void install_mirrorCutOffAfterIndex_allBytesComeFromNeighbour() throws IOException {
        PrivateDnf dnf = dnf("cut-off", b, mirror);
        dnf.makecache().orFail();
        mirror.refuse();
        Bytes beforeA = a.bytes();
        Bytes beforeB = b.bytes();

        dnf.install(FIRST).orFail();
        mirror.heal();

        Path file = repository.packageFile(FIRST);
        assertThat(dnf.downloads().values()).containsExactly(Hashes.sha256(file));
        long size = Files.size(file);
        assertThat(b.bytes().since(beforeB)).isEqualTo(new Bytes(0, size, 0, 0));
        all.assertUploaded(a, beforeA, size);
    }

    @Test
    void install_mirrorSlow_nearlyAllBytesComeFromNeighbour() throws IOException {
        PrivateDnf dnf = dnf("slow", b, mirror);
        dnf.makecache().orFail();
        mirror.behave(path -> path.endsWith(".rpm"), Fault.slow(SLOW_BYTES_PER_SECOND));
        Bytes before = b.bytes();

        dnf.install(SECOND).orFail();
        mirror.heal();

        Path file = repository.packageFile(SECOND);
        assertThat(dnf.downloads().values()).containsExactly(Hashes.sha256(file));
        Bytes bytes = b.bytes().since(before);
        assertThat(bytes.fromPeers()).isGreaterThanOrEqualTo(Files.size(file) * 8 / 10);
    }

    /** SHA-1 can be forged: what is listed by it alone is neither given nor taken. */
    @Test
    void install_listedBySha1Alone_comesFromTheMirror() throws IOException {
        Path file = weakRepository.packageFile(WEAK);
        assertThat(a.gives(Hashes.sha256(file))).isFalse();
        Bytes before = b.bytes();

        PrivateDnf dnf = dnf("weak", b, weakMirror);
        dnf.install(WEAK).orFail();

        assertThat(dnf.downloads().values()).containsExactly(Hashes.sha256(file));
        Bytes bytes = b.bytes().since(before);
        assertThat(bytes.fromPeers()).isZero();
        assertThat(bytes.fromMirror()).isGreaterThanOrEqualTo(Files.size(file));
    }

    private PrivateDnf dnf(String name, Member member, FaultyMirror from) {
        String url = member.node().uri() + "/127.0.0.1:" + from.port() + "/os";
        return PrivateDnf.in(folder.resolve(name), "baseurl=" + url);
    }
}
