package dev.potluck.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.EvictionPolicy;
import dev.potluck.api.EvictionPolicyContract;

import org.junit.jupiter.api.Test;

import java.time.Instant;

final class SieveTest extends EvictionPolicyContract {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final EvictionPolicy policy = new Sieve();

    @Override
    protected EvictionPolicy policy() {
        return new Sieve();
    }

    private double value(Sample object) {
        return policy.retentionValue(object, NOW);
    }

    private static Sample at(int second) {
        return Sample.of(second, NOW.plusSeconds(second));
    }

    /** The example of the paper's figure 1, with fewer objects. */
    @Test
    void recordEviction_handPassesVisited_theyStayOnceAndCountAsNotVisited() {
        policy.recordAccess(at(0), NOW);
        policy.recordAccess(at(3), NOW);
        assertThat(value(at(1))).isLessThan(value(at(2)));
        assertThat(value(at(2))).isLessThan(value(at(0)));

        policy.recordEviction(at(1), NOW);

        assertThat(value(at(2))).as("next to the hand").isLessThan(value(at(0)));
        assertThat(value(at(0))).as("one lap away").isLessThan(value(at(3)));
    }
}
