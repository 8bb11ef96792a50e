package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Old versions become deltas, and are given back to the last bit or not at all. */
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeltaTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int KILLS = 3;
    private static final int LATEST_KILL_MS = 2_500;

    private final Scene scene;
    private final VersionedPackages packages;
    private final PrivateApt apt;

    DeltaTest(@TempDir Path folder) {
        scene = Scene.in(folder);
        packages = new VersionedPackages(scene.archive(), folder.resolve("aside"));
        apt = scene.apt("apt");
        apt.update().orFail();
    }

    @BeforeEach
    void heal() {
        scene.mirror().heal();
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void get_mirrorRefuses_isMadeOfTheDeltaAndKeptWhole() throws IOException {
        supersede("potluck-offline");
        Command.Outcome outcome = DeltaCommand.run(scene.home()).orFail();
        assertThat(outcome.output())
                .contains("potluck-offline")
                .contains("-> ")
                .contains("1 delta");
        JsonObject deltas = deltas();
        assertThat(deltas.getLong("objects")).isEqualTo(1);
        assertThat(deltas.getLong("savedBytes")).isGreaterThan(deltas.getLong("bytes"));
        assertThat(object("potluck-offline", 1)).doesNotExist();
        scene.mirror().refuse();

        RawClient.Answer answer = get("potluck-offline", 1).orFail();

        assertThat(answer.body().sha256()).isEqualTo(packages.sha256("potluck-offline", 1));
        assertThat(answer.header("cache-status")).contains("detail=delta");
        await("the whole object").atMost(LIMIT).until(() -> deltas().getLong("objects") == 0);
        RawClient.Answer again = get("potluck-offline", 1).orFail();
        assertThat(again.body().sha256()).isEqualTo(packages.sha256("potluck-offline", 1));
        assertThat(again.header("cache-status")).contains("hit");
    }

    @Test
    void get_mirrorIsUp_isRightWhoeverIsFirst() throws IOException {
        supersede("potluck-online");
        DeltaCommand.run(scene.home()).orFail();
        assertThat(object("potluck-online", 1)).doesNotExist();

        assertRight("potluck-online", 1);

        await("the whole object")
                .atMost(LIMIT)
                .until(() -> object("potluck-online", 1).toFile().exists());
    }

    @Test
    void get_baseDamagedOnDisk_isAnErrorOrTheMirrors() throws IOException {
        supersede("potluck-damaged");
        DeltaCommand.run(scene.home()).orFail();
        assertThat(object("potluck-damaged", 1)).doesNotExist();
        damage(object("potluck-damaged", 2));
        scene.mirror().refuse();

        RawClient.Answer answer = get("potluck-damaged", 1);

        assertThat(answer.status() == 200 && answer.complete()).as("%s", answer).isFalse();
        scene.mirror().heal();
        await("the mirror's bytes").atMost(LIMIT).until(() -> isWhole("potluck-damaged", 1));
        assertRight("potluck-damaged", 1);
    }

    @Test
    void get_killedInTheMiddleOfReading_isRightAfterwards() throws IOException {
        supersede("potluck-killed");
        DeltaCommand.run(scene.home()).orFail();
        assertThat(object("potluck-killed", 1)).doesNotExist();
        scene.mirror().refuse();
        try (RawClient client = RawClient.to(scene.node().port())) {
            client.send(scene.request("GET", packages.path("potluck-killed", 1)));
            scene.killAndRestart();
        }

        assertRight("potluck-killed", 1);
    }

    @Test
    void cacheDelta_killedAtRandomMoments_losesNothing() throws IOException {
        List<String> names = List.of("potluck-k1", "potluck-k2");
        supersede(names.toArray(String[]::new));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < KILLS; i++) {
            DeltaCommand.kill(scene.home(), Duration.ofMillis(random.nextInt(LATEST_KILL_MS)));
        }
        DeltaCommand.run(scene.home()).orFail();
        scene.mirror().refuse();
        for (String name : names) {
            assertThat(object(name, 1)).as("%s, seed %d", name, seed).doesNotExist();
            RawClient.Answer answer = get(name, 1).orFail();
            assertThat(answer.body().sha256())
                    .as("%s, seed %d", name, seed)
                    .isEqualTo(packages.sha256(name, 1));
            assertRight(name, 2);
        }
    }

    /** Only the command finds no room for a delta; the node sees the folder as it is. */
    @Test
    void cacheDelta_diskFullInTheMiddle_losesNothingAndGoesOnLater() throws IOException {
        supersede("potluck-full");
        Path deltas = Files.createDirectories(scene.home().resolve("deltas"));

        Command.Outcome full =
                DeltaCommand.run(Namespaces.fullDisk(deltas.toString()), scene.home());

        assertThat(full.output()).contains("No space left on device").contains("potluck-full");
        assertThat(object("potluck-full", 1)).exists();
        scene.mirror().refuse();
        assertRight("potluck-full", 1);
        DeltaCommand.run(scene.home()).orFail();
        assertThat(object("potluck-full", 1)).doesNotExist();
        assertRight("potluck-full", 1);
    }

    /** Has the node get the first version of each, and then the second. */
    private void supersede(String... names) {
        for (int version = 1; version <= 2; version++) {
            packages.publish(version, List.of(names));
            packages.install(apt, version, List.of(names));
        }
    }

    private RawClient.Answer get(String name, int version) throws IOException {
        return scene.get(packages.path(name, version));
    }

    private void assertRight(String name, int version) throws IOException {
        assertThat(get(name, version).orFail().body().sha256())
                .isEqualTo(packages.sha256(name, version));
    }

    private boolean isWhole(String name, int version) {
        try {
            RawClient.Answer answer = get(name, version);
            return answer.status() == 200 && answer.complete();
        } catch (IOException notYet) {
            return false;
        }
    }

    private JsonObject deltas() {
        return scene.node().status().getJsonObject("cache").getJsonObject("deltas");
    }

    /** Where the node keeps a file while it is whole. */
    private Path object(String name, int version) {
        try {
            String sha256 = packages.sha256(name, version);
            return scene.home().resolve("objects/" + sha256.substring(0, 2) + "/" + sha256);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void damage(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[5_000]), channel.size() / 2);
        }
    }
}
