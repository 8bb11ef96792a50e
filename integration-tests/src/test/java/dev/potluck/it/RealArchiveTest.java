package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Real apt, through a node, against the archive that the machine's own apt sources name. */
@Order(1)
class RealArchiveTest {
    private static final String[] PACKAGES = {"hello", "libstdc++6", "jq"};

    /** An update reads tens of thousands of packages, and the archive may be far away. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @Test
    void install_coldThenWarmThenMirrorCutOff_getsTheSameFiles() {
        AptSource source = MachineSources.first();
        try (FaultyMirror mirror = RealArchive.mirror();
                PotluckProcess node = PotluckProcess.in(folder.resolve("home")).start()) {
            AptSource mirrored = source.withUri(mirror.uri());
            PrivateApt cold = client("cold", mirrored).proxy(node.port());
            cold.update().orFail();
            cold.install(PACKAGES).orFail();
            long fromMirror = mirror.bodyBytes();
            long fromCache = node.figure("traffic", "fromCacheBytes");

            PrivateApt warm = client("warm", mirrored.throughPrefix(node.port()));
            warm.update().orFail();
            warm.install(PACKAGES).orFail();

            assertThat(warm.downloads()).hasSizeGreaterThan(2).isEqualTo(cold.downloads());
            assertThat(mirror.bodyBytes()).isEqualTo(fromMirror);
            assertThat(node.figure("traffic", "fromCacheBytes")).isGreaterThan(fromCache);

            mirror.fallSilent();
            PrivateApt cutOff = client("cutOff", mirrored).proxy(node.port());
            cutOff.update().orFail();
            cutOff.install(PACKAGES).orFail();
            assertThat(cutOff.downloads()).isEqualTo(cold.downloads());
        }
    }

    @Test
    void install_ownSourcesThenNoNetwork_getsTheSameFiles() {
        AptSource source = MachineSources.first();
        PotluckProcess.Plan plan = PotluckProcess.in(folder.resolve("home"));
        PrivateApt online = client("online", source);
        try (PotluckProcess node = plan.start()) {
            online.proxy(node.port());
            online.update().orFail();
            online.install(PACKAGES).orFail();
            node.stop();
        }
        // no interface but loopback: the node can reach no mirror, nor a name server
        PotluckProcess.Plan offlinePlan =
                PotluckProcess.in(folder.resolve("home")).inside(Namespaces.loopbackOnly());
        try (PotluckProcess node = offlinePlan.launch()) {
            node.awaitLog("answers on");
            PrivateApt offline =
                    client("offline", source).proxy(node.port()).inNetworkOf(node.pid());
            offline.update().orFail();
            offline.install(PACKAGES).orFail();

            assertThat(offline.downloads()).hasSizeGreaterThan(2).isEqualTo(online.downloads());
        }
    }

    @Test
    void source_realPackage_isServedFromCacheToTheSecond() throws IOException {
        AptSource source = MachineSources.first();
        AptSource oneSuite = new AptSource(
                source.uri(), source.suites().subList(0, 1), source.component(), source.options());
        try (FaultyMirror mirror = RealArchive.mirror();
                PotluckProcess node = PotluckProcess.in(folder.resolve("home")).start()) {
            AptSource mirrored = oneSuite.withUri(mirror.uri());
            PrivateApt first = client("first", mirrored).proxy(node.port()).withSource();
            first.update().orFail();
            first.source("hello").orFail();
            mirror.refuse();

            PrivateApt second = client("second", mirrored).proxy(node.port()).withSource();
            second.update().orFail();
            second.source("hello").orFail();

            assertThat(Hashes.ofFolder(second.sourceFolder()))
                    .hasSizeGreaterThan(1)
                    .isEqualTo(Hashes.ofFolder(first.sourceFolder()));
        }
    }

    @Test
    void mmdebstrap_throughProxy_extractsPackages() {
        AptSource source = MachineSources.first();
        Path tarball = folder.resolve("root.tar");
        try (FaultyMirror mirror = RealArchive.mirror();
                PotluckProcess node = PotluckProcess.in(folder.resolve("home")).start()) {
            Command.of(
                            "mmdebstrap",
                            "--variant=extract",
                            "--include=hello",
                            "--aptopt=Acquire::http::Proxy \"http://127.0.0.1:" + node.port()
                                    + "\"",
                            "--aptopt=" + MachineSources.dateChecks().replace('\n', ' '),
                            source.suites().get(0),
                            tarball.toString(),
                            mirror.uri())
                    .within(LIMIT)
                    .run()
                    .orFail();

            assertThat(Command.of("tar", "--list", "--file", tarball.toString())
                            .run()
                            .orFail()
                            .output())
                    .contains("./usr/bin/hello");
            assertThat(node.figure("traffic", "fromMirrorBytes")).isPositive();
        }
    }

    @Test
    void debootstrap_throughPrefix_downloadsBaseSystem() {
        AptSource source = MachineSources.first();
        Path target = folder.resolve("root");
        try (FaultyMirror mirror = RealArchive.mirror();
                PotluckProcess node = PotluckProcess.in(folder.resolve("home")).start()) {
            AptSource prefixed = source.withUri(mirror.uri()).throughPrefix(node.port());
            Command.of(
                            "debootstrap",
                            "--download-only",
                            "--variant=minbase",
                            source.suites().get(0),
                            target.toString(),
                            prefixed.uri())
                    .within(LIMIT)
                    .run()
                    .orFail();

            assertThat(Folders.files(target.resolve("var/cache/apt/archives")))
                    .filteredOn(file -> file.toString().endsWith(".deb"))
                    .hasSizeGreaterThan(50);
            assertThat(Files.exists(target.resolve("debootstrap"))).isTrue();
        }
    }

    private PrivateApt client(String name, AptSource source) {
        return PrivateApt.in(folder.resolve(name))
                .source(source)
                .withDateChecksOfMachine()
                .within(LIMIT);
    }
}
