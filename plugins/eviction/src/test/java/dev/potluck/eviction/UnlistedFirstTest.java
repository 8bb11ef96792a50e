package dev.potluck.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.EvictionPolicy;
import dev.potluck.api.EvictionPolicyContract;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

final class UnlistedFirstTest extends EvictionPolicyContract {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final EvictionPolicy policy = new UnlistedFirst();

    @Override
    protected EvictionPolicy policy() {
        return new UnlistedFirst();
    }

    private double value(Sample object) {
        return policy.retentionValue(object, NOW);
    }

    @Test
    void retentionValue_unlisted_isBelowEveryListedOne() {
        Sample popular = Sample.of(1, NOW).unlistedAt(NOW);
        for (int i = 0; i < 100; i++) {
            popular = popular.usedAt(NOW);
            policy.recordAccess(popular, NOW);
        }
        assertThat(value(popular)).isLessThan(value(Sample.of(2, NOW)));
        assertThat(value(popular))
                .as("but above others that are unlisted")
                .isGreaterThan(value(Sample.of(3, NOW).unlistedAt(NOW)));
    }

    @Test
    void retentionValue_nextVersionOfAPopularPackage_isAboveAnUnknownOne() {
        Sample old = Sample.of(1, NOW);
        for (int i = 0; i < 5; i++) {
            policy.recordAccess(old, NOW);
        }
        Sample next = new Sample(
                Sample.of(2, NOW).hash(),
                1 << 20,
                NOW,
                NOW,
                0,
                Optional.empty(),
                0,
                old.packageId());

        assertThat(value(next)).isGreaterThan(value(Sample.of(3, NOW)));
    }

    @Test
    void retentionValue_popularLongAgo_isOvertaken() {
        Sample old = Sample.of(1, NOW);
        for (int i = 0; i < 5; i++) {
            policy.recordAccess(old, NOW);
        }
        Instant later = NOW.plus(Duration.ofDays(100));
        policy.recordAccess(Sample.of(2, later), later);

        assertThat(policy.retentionValue(old, later))
                .isLessThan(policy.retentionValue(Sample.of(2, later), later));
    }
}
