package dev.potluck.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.EvictionPolicy;
import dev.potluck.api.EvictionPolicyContract;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

final class RarestLastTest extends EvictionPolicyContract {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final EvictionPolicy policy = new RarestLast();

    @Override
    protected EvictionPolicy policy() {
        return new RarestLast();
    }

    private double value(Sample object) {
        return policy.retentionValue(object, NOW);
    }

    @Test
    void retentionValue_heldByMore_isLowerWhateverTheTime() {
        Sample common = Sample.of(1, NOW).heldBy(2).usedAt(NOW.plus(Duration.ofDays(300)));

        assertThat(value(common)).isLessThan(value(Sample.of(2, NOW).heldBy(1)));
        assertThat(value(Sample.of(3, NOW).heldBy(2))).isLessThan(value(common));
    }
}
