package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clients, sweeps, deltas and kills together: no answer is wrong, at any time, and in the end all
 * is there. Options: {@code -Dsoak.seconds=N}, {@code -Dsoak.seed=N}. Each kind of disturbance
 * comes once however short the time, so a slow machine takes longer and sees fewer, and fails no
 * sooner.
 */
@Order(1)
class DeltaSoakTest {
    private static final Duration DURATION = Duration.ofSeconds(Long.getLong("soak.seconds", 10));
    private static final long SEED = Long.getLong("soak.seed", 20_261_123);
    private static final int CLIENTS = 3;
    private static final int VERSIONS = 2;
    private static final int LATEST_KILL_MS = 2_500;
    private static final int PAUSE_MS = 100;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Room for most of all versions, or for all with the old ones as deltas. */
    private static final String QUOTA = "cache.quota=1 MB";

    private static final Pattern SWEPT = Pattern.compile("(?m)^([0-9,]+) files went");

    private static final List<String> NAMES =
            List.of("potluck-s0", "potluck-s1", "potluck-s2", "potluck-s3");

    @TempDir
    Path folder;

    private final Map<String, String> expected = new TreeMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger whole = new AtomicInteger();
    private final AtomicInteger deltas = new AtomicInteger();
    private final AtomicInteger swept = new AtomicInteger();
    private final List<String> done = new ArrayList<>();
    private volatile boolean isOver;

    private enum Disturbance {
        KILL_DELTAS,
        MAKE_DELTAS,
        SWEEP,
        KILL_NODE,
        MIRROR_DOWN,
        MIRROR_UP
    }

    @BeforeEach
    void announce() {
        done.add("seed " + SEED);
    }

    @Test
    void get_whileSweepsDeltasAndKillsGoOn_isNeverWrong() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            publishAndGet(scene);
            assertDeltasAreServedAndSwept(scene);
            scene.mirror().heal();
            Crowd<Integer> crowd = Crowd.of(CLIENTS, "client", name -> ask(scene, name));
            try {
                disturb(scene);
            } catch (AssertionError e) {
                throw new AssertionError("after " + done, e);
            } finally {
                isOver = true;
            }
            crowd.results();

            assertThat(wrong).as("wrong answers, after %s", done).isEmpty();
            assertThat(whole.get()).as("whole answers, after %s", done).isPositive();
            assertEverythingIsRight(scene);
        }
    }

    private void publishAndGet(Scene scene) throws IOException {
        VersionedPackages packages =
                new VersionedPackages(scene.archive(), folder.resolve("aside"));
        PrivateApt apt = scene.apt("apt");
        for (int version = 1; version <= VERSIONS; version++) {
            packages.publish(version, NAMES);
            packages.install(apt, version, NAMES);
            for (String name : NAMES) {
                expected.put(packages.path(name, version), packages.sha256(name, version));
            }
        }
    }

    /** What goes on later really happens here: deltas are read, and too much is swept. */
    private void assertDeltasAreServedAndSwept(Scene scene) throws IOException {
        makeDeltas(scene);
        scene.mirror().refuse();
        for (String path : expected.keySet()) {
            check(path, scene.get(path).orFail());
        }
        assertThat(deltas.get()).as("files from deltas").isEqualTo(NAMES.size() * (VERSIONS - 1));
        await("whole files").atMost(LIMIT).until(() -> countDeltas(scene) == 0);
        sweep(scene);
        assertThat(swept.get()).as("files swept").isPositive();
    }

    private static long countDeltas(Scene scene) {
        return scene.node()
                .status()
                .getJsonObject("cache")
                .getJsonObject("deltas")
                .getLong("objects");
    }

    /** One thing after another, each kind as often as the others. */
    private void disturb(Scene scene) throws IOException {
        Random random = new Random(SEED);
        List<Disturbance> kinds = new ArrayList<>(List.of(Disturbance.values()));
        long startNanos = System.nanoTime();
        boolean isLate = false;
        while (!isLate) {
            Collections.shuffle(kinds, random);
            for (Disturbance kind : kinds) {
                boolean isFirstTime = done.size() <= kinds.size();
                isLate = System.nanoTime() - startNanos > DURATION.toNanos() && !isFirstTime;
                if (isLate || !wrong.isEmpty()) {
                    return;
                }
                done.add(kind.toString());
                disturb(scene, kind, random);
            }
        }
    }

    private void disturb(Scene scene, Disturbance kind, Random random) throws IOException {
        switch (kind) {
            case KILL_DELTAS ->
                DeltaCommand.kill(scene.home(), Duration.ofMillis(random.nextInt(LATEST_KILL_MS)));
            case MAKE_DELTAS -> makeDeltas(scene);
            case SWEEP -> sweep(scene);
            case KILL_NODE -> scene.killAndRestart();
            case MIRROR_DOWN -> scene.mirror().refuse();
            case MIRROR_UP -> scene.mirror().heal();
        }
    }

    private static void makeDeltas(Scene scene) {
        DeltaCommand.run(scene.home()).orFail();
    }

    private void sweep(Scene scene) {
        String output = PotluckProcess.run(scene.home(), "cache", "gc", "--set", QUOTA)
                .orFail()
                .output();
        Matcher count = SWEPT.matcher(output);
        assertThat(count.find()).as(output).isTrue();
        swept.addAndGet(Integer.parseInt(count.group(1).replace(",", "")));
    }

    /** One client: whatever comes whole has to be right. */
    private int ask(Scene scene, String name) {
        Random random = new Random(SEED + name.hashCode());
        List<String> paths = List.copyOf(expected.keySet());
        int asked = 0;
        while (!isOver) {
            String path = paths.get(random.nextInt(paths.size()));
            try {
                check(path, scene.get(path));
                asked++;
            } catch (IOException killed) {
                asked++; // so goes a node that is killed
            }
            long goesOnNanos = System.nanoTime() + Duration.ofMillis(PAUSE_MS).toNanos();
            await("a moment").atMost(LIMIT).until(() -> System.nanoTime() - goesOnNanos > 0);
        }
        return asked;
    }

    private void check(String path, RawClient.Answer answer) {
        if (answer.status() == 200 && answer.complete()) {
            whole.incrementAndGet();
            if (answer.header("cache-status").contains("detail=delta")) {
                deltas.incrementAndGet();
            }
            if (!answer.body().sha256().equals(expected.get(path))) {
                wrong.add(path + ": " + answer);
            }
        }
    }

    private void assertEverythingIsRight(Scene scene) throws IOException {
        scene.mirror().refuse();
        for (String path : expected.keySet()) {
            check(path, scene.get(path)); // what is kept, as a delta or whole
        }
        scene.mirror().heal();
        for (String path : expected.keySet()) {
            await(path).atMost(LIMIT).until(() -> isRight(scene, path));
        }
        assertThat(wrong).as("wrong answers at the end, after %s", done).isEmpty();
        scene.node().stop();
        scene.verifyCache().orFail();
    }

    private boolean isRight(Scene scene, String path) {
        try {
            RawClient.Answer answer = scene.get(path);
            check(path, answer);
            return answer.status() == 200 && answer.complete();
        } catch (IOException notYet) {
            return false;
        }
    }
}
