package dev.potluck.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ContentHash;
import dev.potluck.api.PackageId;
import dev.potluck.cache.StoredDelta;
import dev.potluck.cache.StoredObject;
import dev.potluck.delta.DeltaPlanner.Job;
import dev.potluck.delta.DeltaPlanner.Version;
import dev.potluck.hash.ContentHasher;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

final class DeltaPlannerTest {
    private static final long NOW_MS = Duration.ofDays(1000).toMillis();
    private static final long HOUR_MS = Duration.ofHours(1).toMillis();
    private static final long DAY_MS = Duration.ofDays(1).toMillis();

    private final Set<List<ContentHash>> useless = new HashSet<>();
    private final DeltaPlanner planner =
            new DeltaPlanner(HOUR_MS, (target, base) -> useless.contains(List.of(target, base)));

    @Test
    void plan_supersededVersion_becomesADeltaOfTheListedOne() {
        Version old = unlisted("bash", 1, 2 * HOUR_MS);
        Version current = listed("bash", 2, 0);
        assertThat(plan(old, current)).containsExactly(new Job.Encode(old, current.object()));
    }

    @Test
    void plan_loneVersionsAndOtherPackages_stay() {
        assertThat(plan(unlisted("bash", 1, DAY_MS), listed("dash", 2, 0))).isEmpty();
    }

    @Test
    void plan_supersededButUsedLately_stays() {
        assertThat(plan(unlisted("bash", 1, HOUR_MS / 2), listed("bash", 2, 0))).isEmpty();
    }

    @Test
    void plan_listedTwice_theOlderBecomesADeltaAfterThreeDays() {
        Version current = listed("bash", 2, 0);
        assertThat(plan(listed("bash", 1, 2 * DAY_MS), current)).isEmpty();
        Version cold = listed("bash", 1, 4 * DAY_MS);
        assertThat(plan(cold, current)).containsExactly(new Job.Encode(cold, current.object()));
    }

    @Test
    void plan_pinnedOrTinyOrHuge_stays() {
        Version old = unlisted("bash", 1, DAY_MS);
        Version current = listed("bash", 2, 0);
        assertThat(plan(new Version(old.object(), false, 0, false), current)).isEmpty();
        assertThat(plan(sized(old, 1000), current)).isEmpty();
        assertThat(plan(sized(old, 1L << 40), current)).isEmpty();
    }

    @Test
    void plan_pairTriedInVain_isNotTriedAgain() {
        Version old = unlisted("bash", 1, DAY_MS);
        Version current = listed("bash", 2, 0);
        useless.add(List.of(old.object().sha256(), current.object().sha256()));
        assertThat(plan(old, current)).isEmpty();
    }

    @Test
    void plan_clockThatJumpedBack_touchesNothing() {
        assertThat(plan(unlisted("bash", 1, -DAY_MS), listed("bash", 2, 0))).isEmpty();
    }

    /** So that every delta is one step from a whole blob. */
    @Test
    void plan_baseThatIsSuperseded_itsDeltasMoveFirst() {
        Version middle = unlisted("bash", 2, DAY_MS);
        Version current = listed("bash", 3, 0);
        StoredDelta delta = new StoredDelta(
                unlisted("bash", 1, DAY_MS).object(),
                middle.object().sha256(),
                "zstd-1",
                1000,
                1,
                0);
        assertThat(planner.plan(List.of(middle, current), List.of(delta), NOW_MS))
                .containsExactly(
                        new Job.Rebase(delta, current.object()),
                        new Job.Encode(middle, current.object()));
        useless.add(List.of(delta.object().sha256(), current.object().sha256()));
        assertThat(planner.plan(List.of(middle, current), List.of(delta), NOW_MS))
                .isEmpty();
    }

    private List<Job> plan(Version... versions) {
        return planner.plan(List.of(versions), List.of(), NOW_MS);
    }

    private static Version listed(String name, int number, long unusedMs) {
        return new Version(object(name, number, unusedMs, 100_000), true, -1, true);
    }

    private static Version unlisted(String name, int number, long unusedMs) {
        return new Version(object(name, number, unusedMs, 100_000), false, NOW_MS - unusedMs, true);
    }

    private static Version sized(Version version, long sizeBytes) {
        StoredObject object = version.object();
        return new Version(
                new StoredObject(
                        object.sha256(),
                        sizeBytes,
                        object.storedAtMs(),
                        object.lastAccessMs(),
                        0,
                        0,
                        -1,
                        true,
                        object.packageId()),
                version.isListed(),
                version.unlistedSinceMs(),
                true);
    }

    private static StoredObject object(String name, int number, long unusedMs, long sizeBytes) {
        String version = name + number;
        return new StoredObject(
                ContentHasher.sha256(version.getBytes(StandardCharsets.UTF_8)),
                sizeBytes,
                NOW_MS - unusedMs,
                NOW_MS - unusedMs,
                0,
                0,
                number,
                true,
                Optional.of(new PackageId(name, version, "amd64")));
    }
}
