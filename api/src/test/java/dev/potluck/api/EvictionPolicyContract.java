package dev.potluck.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What every {@link EvictionPolicy} keeps to. A plugin's test extends this class and gives new
 * instances; it adds what is special to its policy.
 */
public abstract class EvictionPolicyContract {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int OBJECTS = 500;
    private static final int STEPS = 20_000;
    private static final long SEED = 42;

    /** A new instance, which remembers nothing. */
    protected abstract EvictionPolicy policy();

    /** An object, as the tests of policies need them. */
    public record Sample(
            ContentHash hash,
            long sizeBytes,
            Instant storedAt,
            Instant lastAccess,
            long accessCount,
            Optional<Instant> unlistedSince,
            int peerCount,
            Optional<PackageId> packageId)
            implements CachedObject {
        /** A listed package of 1 MiB, stored now and never used since. */
        public static Sample of(int number, Instant now) {
            byte[] digest = new byte[HashAlgorithm.SHA256.digestBytes()];
            new Random(number).nextBytes(digest);
            return new Sample(
                    ContentHash.of(HashAlgorithm.SHA256, digest),
                    1 << 20,
                    now,
                    now,
                    0,
                    Optional.empty(),
                    0,
                    Optional.of(new PackageId("package" + number, "1.0", "amd64")));
        }

        /** The same, of that size. */
        public Sample sized(long bytes) {
            return new Sample(
                    hash,
                    bytes,
                    storedAt,
                    lastAccess,
                    accessCount,
                    unlistedSince,
                    peerCount,
                    packageId);
        }

        /** The same, used once more. */
        public Sample usedAt(Instant at) {
            return new Sample(
                    hash,
                    sizeBytes,
                    storedAt,
                    at,
                    accessCount + 1,
                    unlistedSince,
                    peerCount,
                    packageId);
        }

        /** The same, listed by no index since then. */
        public Sample unlistedAt(Instant at) {
            return new Sample(
                    hash,
                    sizeBytes,
                    storedAt,
                    lastAccess,
                    accessCount,
                    Optional.of(at),
                    peerCount,
                    packageId);
        }

        /** The same, held by so many peers. */
        public Sample heldBy(int peers) {
            return new Sample(
                    hash,
                    sizeBytes,
                    storedAt,
                    lastAccess,
                    accessCount,
                    unlistedSince,
                    peers,
                    packageId);
        }
    }

    @Test
    void name_always_isLowerCaseLettersDigitsAndHyphens() {
        assertThat(policy().name()).matches("[a-z0-9][a-z0-9-]{0,63}");
    }

    @Test
    void constructor_extensionClass_isPublicAndTakesNothing() throws Exception {
        assertThat(policy().getClass().getConstructor().newInstance()).isNotNull();
    }

    @Test
    void retentionValue_extremeObjects_isNeverNaN() {
        Sample plain = Sample.of(1, NOW);
        List<Sample> extremes = List.of(
                plain,
                plain.sized(0),
                plain.sized(Long.MAX_VALUE),
                plain.heldBy(Integer.MAX_VALUE),
                plain.unlistedAt(Instant.EPOCH),
                plain.unlistedAt(NOW.plus(Duration.ofDays(1))),
                plain.usedAt(Instant.EPOCH),
                plain.usedAt(NOW.plus(Duration.ofDays(10_000))),
                new Sample(
                        plain.hash(),
                        0,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Long.MAX_VALUE,
                        Optional.empty(),
                        0,
                        Optional.empty()));
        for (Sample extreme : extremes) {
            assertThat(policy().retentionValue(extreme, NOW)).as("%s", extreme).isNotNaN();
        }
    }

    @Test
    void retentionValue_askedTwice_isTheSame() {
        EvictionPolicy policy = policy();
        for (int i = 0; i < OBJECTS; i++) {
            Sample sample = Sample.of(i, NOW.plusSeconds(i));
            assertThat(policy.retentionValue(sample, NOW))
                    .isEqualTo(policy.retentionValue(sample, NOW));
        }
    }

    @Test
    void isStale_objectStoredNow_isFalse() {
        assertThat(policy().isStale(Sample.of(1, NOW), NOW)).isFalse();
    }

    @Test
    void recordEviction_objectNeverSeen_isTaken() {
        EvictionPolicy policy = policy();
        policy.recordEviction(Sample.of(1, NOW), NOW);
        assertThat(policy.retentionValue(Sample.of(1, NOW), NOW)).isNotNaN();
    }

    /** Any order of events, with a clock that also goes backwards, leaves values that can sort. */
    @Test
    void retentionValue_afterRandomEvents_isNeverNaN() {
        Random random = new Random(SEED);
        EvictionPolicy policy = policy();
        List<Sample> objects = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            objects.add(Sample.of(i, NOW.plusSeconds(i)).sized(random.nextInt(1 << 30)));
        }
        for (int step = 0; step < STEPS; step++) {
            int number = random.nextInt(OBJECTS);
            Instant now = NOW.plusSeconds(random.nextInt(10_000_000) - 1_000_000);
            switch (random.nextInt(4)) {
                case 0 -> policy.recordEviction(objects.get(number), now);
                case 1 -> objects.set(number, objects.get(number).unlistedAt(now));
                default -> {
                    objects.set(number, objects.get(number).usedAt(now));
                    policy.recordAccess(objects.get(number), now);
                }
            }
            assertThat(policy.retentionValue(objects.get(number), now))
                    .as("seed %d, step %d", SEED, step)
                    .isNotNaN();
        }
    }
}
