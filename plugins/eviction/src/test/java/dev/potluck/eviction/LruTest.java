package dev.potluck.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.EvictionPolicy;
import dev.potluck.api.EvictionPolicyContract;

import org.junit.jupiter.api.Test;

import java.time.Instant;

final class LruTest extends EvictionPolicyContract {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final EvictionPolicy policy = new Lru();

    @Override
    protected EvictionPolicy policy() {
        return new Lru();
    }

    private double value(Sample object) {
        return policy.retentionValue(object, NOW);
    }

    @Test
    void retentionValue_servedLater_isHigher() {
        assertThat(value(Sample.of(1, NOW).usedAt(NOW.plusSeconds(1))))
                .isGreaterThan(value(Sample.of(2, NOW)));
    }
}
