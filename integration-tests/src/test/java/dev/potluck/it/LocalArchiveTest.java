package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/** Real apt-get through a node, by both ways in, against a small archive of every odd name. */
class LocalArchiveTest {
    private static final String ROOT_INDEX = "/dists/stable/InRelease";

    @TempDir
    private Path folder;

    @Test
    void install_throughProxy_getsEveryFileAndSecondClientNothingFromMirror() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            PrivateApt first = scene.apt("first");
            first.update().orFail();
            first.install(LocalArchive.LARGE).orFail();
            assertThat(first.downloads())
                    .hasSize(6)
                    .containsValue(scene.sha256(LocalArchive.LARGE))
                    .containsValue(scene.sha256("potluck-epoch"));
            scene.mirror().forgetRequests();
            long fromMirror = scene.node().figure("traffic", "fromMirrorBytes");
            long fromCache = scene.node().figure("traffic", "fromCacheBytes");

            PrivateApt second = scene.apt("second");
            second.update().orFail();
            second.install(LocalArchive.LARGE).orFail();

            assertThat(second.downloads()).isEqualTo(first.downloads());
            assertThat(scene.mirror().requests())
                    .extracting(FaultyMirror.Request::path)
                    .isSubsetOf(ROOT_INDEX);
            assertThat(scene.node().figure("traffic", "fromMirrorBytes")).isEqualTo(fromMirror);
            assertThat(scene.node().figure("traffic", "fromCacheBytes"))
                    .isGreaterThan(fromCache + LocalArchive.LARGE_BYTES);
        }
    }

    @Test
    void install_throughPrefix_getsEveryFileOfTheProxysCache() {
        try (Scene scene = Scene.in(folder)) {
            PrivateApt proxied = scene.apt("proxied");
            proxied.update().orFail();
            proxied.install(LocalArchive.LARGE).orFail();
            scene.mirror().forgetRequests();

            PrivateApt prefixed = scene.aptByPrefix("prefixed");
            prefixed.update().orFail();
            prefixed.install(LocalArchive.LARGE).orFail();

            assertThat(prefixed.downloads()).hasSize(6).isEqualTo(proxied.downloads());
            assertThat(scene.mirror().requests())
                    .extracting(FaultyMirror.Request::path)
                    .isSubsetOf(ROOT_INDEX);
        }
    }

    @Test
    void source_throughProxy_getsEveryFileOfSourcePackage() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            PrivateApt apt = scene.apt("apt").withSource();
            apt.update().orFail();
            apt.source(LocalArchive.SOURCE).orFail();
            scene.mirror().refuse();
            PrivateApt second = scene.apt("second").withSource();
            second.update().orFail();
            second.source(LocalArchive.SOURCE).orFail();

            assertThat(Hashes.ofFolder(second.sourceFolder()))
                    .hasSize(2)
                    .isEqualTo(Hashes.ofFolder(apt.sourceFolder()));
        }
    }

    @Test
    void install_archiveWithoutByHash_isCachedByPlainNames() {
        LocalArchive archive = LocalArchive.standard(folder.resolve("archive"));
        archive.byHash(false).publish();
        try (Scene scene = Scene.of(folder, archive)) {
            PrivateApt first = scene.apt("first");
            first.update().orFail();
            first.install(LocalArchive.TINY).orFail();
            scene.mirror().refuse();

            PrivateApt second = scene.apt("second");
            second.update().orFail();
            second.install(LocalArchive.TINY).orFail();

            assertThat(second.downloads()).hasSize(1).isEqualTo(first.downloads());
        }
    }

    @Test
    void install_archiveWithSha512ByHash_isCached() {
        LocalArchive archive = LocalArchive.standard(folder.resolve("archive"));
        archive.withSha512().publish();
        try (Scene scene = Scene.of(folder, archive)) {
            PrivateApt first = scene.apt("first");
            first.update().orFail();
            first.install(LocalArchive.TINY).orFail();
            scene.mirror().refuse();

            PrivateApt second = scene.apt("second");
            second.update().orFail();
            second.install(LocalArchive.TINY).orFail();

            assertThat(second.downloads()).hasSize(1).isEqualTo(first.downloads());
        }
    }

    @Test
    void install_flatArchive_isCached() {
        FlatArchive archive = FlatArchive.in(folder.resolve("flat"));
        try (FaultyMirror mirror = FaultyMirror.of(archive.folder());
                PotluckProcess node = PotluckProcess.in(folder.resolve("home")).start()) {
            PrivateApt first = PrivateApt.in(folder.resolve("first"))
                    .source(archive.source(mirror.uri()))
                    .proxy(node.port());
            first.update().orFail();
            first.install(FlatArchive.PACKAGE).orFail();
            mirror.refuse();

            PrivateApt second = PrivateApt.in(folder.resolve("second"))
                    .source(archive.source(mirror.uri()))
                    .proxy(node.port());
            second.update().orFail();
            second.install(FlatArchive.PACKAGE).orFail();

            assertThat(second.downloads()).hasSize(1).isEqualTo(first.downloads());
        }
    }

    @Test
    void install_newVersionInArchive_getsNewVersion() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            PrivateApt apt = scene.apt("apt");
            apt.update().orFail();
            apt.install(LocalArchive.TINY).orFail();
            Path newer = scene.archive().add(LocalArchive.TINY, "2.0", 2_000);
            scene.archive().publish();

            apt.update().orFail();
            apt.install(LocalArchive.TINY).orFail();

            assertThat(apt.downloads()).containsValue(Hashes.sha256(newer));
        }
    }

    @Test
    void upgrade_olderVersionInstalled_getsNewVersion() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            PrivateApt apt = scene.apt("apt").installed(LocalArchive.TINY, "0.5");
            apt.update().orFail();

            apt.upgrade().orFail();

            assertThat(apt.downloads().values()).containsExactly(scene.sha256(LocalArchive.TINY));
        }
    }

    @Test
    void get_sameFileUnderOtherSpellings_isFetchedOnce() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            scene.apt("apt").update().orFail();
            String sha256 = scene.sha256("libpotluck++6");

            for (String name :
                    new String[] {"libpotluck++6", "libpotluck%2B%2B6", "libpotluck%2b+6"}) {
                RawClient.Answer answer = scene.get("/pool/main/" + name + "_2.1-3_all.deb");
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body().sha256()).isEqualTo(sha256);
            }

            assertThat(scene.mirror().requests())
                    .filteredOn(request -> request.path().startsWith("/pool/"))
                    .hasSize(1);
        }
    }

    @Test
    void get_fileThatIsNowhere_is404() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            assertThat(scene.get("/pool/main/no-such_1_all.deb").status()).isEqualTo(404);
        }
    }
}
