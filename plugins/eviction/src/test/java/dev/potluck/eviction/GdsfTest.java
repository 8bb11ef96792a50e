package dev.potluck.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.EvictionPolicy;
import dev.potluck.api.EvictionPolicyContract;

import org.junit.jupiter.api.Test;

import java.time.Instant;

final class GdsfTest extends EvictionPolicyContract {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final EvictionPolicy policy = new Gdsf();

    @Override
    protected EvictionPolicy policy() {
        return new Gdsf();
    }

    private double value(Sample object) {
        return policy.retentionValue(object, NOW);
    }

    @Test
    void retentionValue_smallerOrUsedMore_isHigher() {
        double plain = value(Sample.of(1, NOW));
        assertThat(value(Sample.of(2, NOW).sized(1_000))).isGreaterThan(plain);
        assertThat(value(Sample.of(3, NOW).usedAt(NOW))).isGreaterThan(plain);
    }

    @Test
    void retentionValue_afterAnEviction_newcomersAreWorthMoreThanOldOnes() {
        double before = value(Sample.of(1, NOW));
        policy.recordEviction(Sample.of(2, NOW), NOW);

        assertThat(value(Sample.of(1, NOW))).isEqualTo(before);
        assertThat(value(Sample.of(3, NOW))).isEqualTo(before + 1);
    }
}
