package dev.potluck;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The floors of ARCHITECTURE.md: a package uses lower floors only, and some libraries stay behind
 * one door.
 */
@AnalyzeClasses(packages = "dev.potluck", importOptions = DoNotIncludeTests.class)
final class FloorsTest {
    @ArchTest
    static final ArchRule floors = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.potluck..")
            .withOptionalLayers(true)
            .layer("5 app")
            .definedBy("dev.potluck.app..")
            .layer("4 proxy, peer")
            .definedBy("dev.potluck.proxy..", "dev.potluck.peer..")
            .layer("3 fetch")
            .definedBy("dev.potluck.fetch..")
            .layer("2 index, mirror, swarm, cache, delta")
            .definedBy(
                    "dev.potluck.index..",
                    "dev.potluck.mirror..",
                    "dev.potluck.swarm..",
                    "dev.potluck.cache..",
                    "dev.potluck.delta..")
            .layer("1 dht, lan, store, hashdb, plugin, trust")
            .definedBy(
                    "dev.potluck.dht..",
                    "dev.potluck.lan..",
                    "dev.potluck.store..",
                    "dev.potluck.hashdb..",
                    "dev.potluck.plugin..",
                    "dev.potluck.trust..")
            .layer("0 bencode, hash, net, recreate")
            .definedBy(
                    "dev.potluck.bencode..",
                    "dev.potluck.hash..",
                    "dev.potluck.net..",
                    "dev.potluck.recreate..")
            .whereLayer("5 app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("4 proxy, peer")
            .mayOnlyBeAccessedByLayers("5 app")
            .whereLayer("3 fetch")
            .mayOnlyBeAccessedByLayers("5 app", "4 proxy, peer")
            .whereLayer("2 index, mirror, swarm, cache, delta")
            .mayOnlyBeAccessedByLayers("5 app", "4 proxy, peer", "3 fetch")
            .whereLayer("1 dht, lan, store, hashdb, plugin, trust")
            .mayOnlyBeAccessedByLayers(
                    "5 app", "4 proxy, peer", "3 fetch", "2 index, mirror, swarm, cache, delta");

    @ArchTest
    static final ArchRule onlyHashdbSeesLmdb = noClasses()
            .that()
            .resideOutsideOfPackage("dev.potluck.hashdb..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.lmdbjava..");

    @ArchTest
    static final ArchRule onlyPluginSeesThePluginLoader = noClasses()
            .that()
            .resideOutsideOfPackages("dev.potluck.plugin..", "dev.potluck.api..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.pf4j..");

    @ArchTest
    static final ArchRule onlyTrustSeesOpenPgp = noClasses()
            .that()
            .resideOutsideOfPackage("dev.potluck.trust..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bouncycastle..");

    @ArchTest
    static final ArchRule onlyLanSeesMulticastDns = noClasses()
            .that()
            .resideOutsideOfPackage("dev.potluck.lan..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("javax.jmdns..");

    @ArchTest
    static final ArchRule lowerFloorsDoNotSeeVertx = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.potluck.bencode..",
                    "dev.potluck.hash..",
                    "dev.potluck.dht..",
                    "dev.potluck.lan..",
                    "dev.potluck.store..",
                    "dev.potluck.hashdb..",
                    "dev.potluck.plugin..",
                    "dev.potluck.trust..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..")
            .allowEmptyShould(true);
}
