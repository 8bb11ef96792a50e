package dev.potluck.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.EvictionPolicy;
import dev.potluck.api.EvictionPolicyContract;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

final class MaxAgeTest extends EvictionPolicyContract {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final EvictionPolicy policy = new MaxAge();

    @Override
    protected EvictionPolicy policy() {
        return new MaxAge();
    }

    private double value(Sample object) {
        return policy.retentionValue(object, NOW);
    }

    @Test
    void isStale_unusedForLong_dependsOnWhetherItIsListed() {
        Instant later = NOW.plus(MaxAge.MAX_UNUSED).plusSeconds(1);
        Instant muchLater = NOW.plus(MaxAge.MAX_UNUSED_LISTED).plusSeconds(1);
        Sample listed = Sample.of(1, NOW);

        assertThat(policy.isStale(listed.unlistedAt(NOW), later)).isTrue();
        assertThat(policy.isStale(listed, later)).isFalse();
        assertThat(policy.isStale(listed, muchLater)).isTrue();
    }

    @Test
    void isStale_clockJumpedBack_isFalse() {
        assertThat(policy.isStale(Sample.of(1, NOW), NOW.minus(Duration.ofDays(1_000))))
                .isFalse();
        assertThat(value(Sample.of(1, NOW))).isEqualTo((double) NOW.toEpochMilli());
    }
}
