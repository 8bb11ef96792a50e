package dev.potluck.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.mirror.MirrorException.Kind;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

final class MirrorHealthTest {
    private long nowNanos = Long.MAX_VALUE - 5;
    private MirrorHealth health;

    @BeforeEach
    void makeHealth() {
        health = new MirrorHealth(() -> nowNanos);
    }

    private void passMs(long ms) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(ms);
    }

    @Test
    void explain_failures_tellsTheFirstUntilAGoodAnswer() {
        assertThat(health.whyInTrouble()).isEmpty();
        health.failed();
        health.explain("no route");
        passMs(2_000);
        health.explain("refused");
        assertThat(health.whyInTrouble()).contains("no route");
        assertThat(health.inTroubleFor()).contains(Duration.ofSeconds(2));
        health.answered(5);
        assertThat(health.whyInTrouble()).isEmpty();
        assertThat(health.inTroubleFor()).isEmpty();
    }

    @Test
    void patience_quickThenSlowAnswers_followsTheAverageWithinItsLimits() {
        assertThat(health.patienceMs()).isEqualTo(MirrorHealth.FIRST_PATIENCE_MS);

        health.answered(5);
        assertThat(health.patienceMs()).isEqualTo(MirrorHealth.MIN_PATIENCE_MS);

        for (int i = 0; i < 100; i++) {
            health.answered(100);
        }
        assertThat(health.patienceMs()).isBetween(395L, 400L);

        for (int i = 0; i < 100; i++) {
            health.answered(10_000);
        }
        assertThat(health.patienceMs()).isEqualTo(MirrorHealth.MAX_PATIENCE_MS);
    }

    @Test
    void hung_timeAfterTime_doublesTheTimeWithoutPatienceUpToItsLimit() {
        long expectedMs = MirrorHealth.FIRST_UNRESPONSIVE_MS;
        for (int i = 0; i < 80; i++) {
            health.hung();
            assertThat(health.patienceMs()).isZero();
            passMs(expectedMs - 1);
            assertThat(health.isUnresponsive()).isTrue();
            passMs(1);
            assertThat(health.isUnresponsive()).isFalse();
            expectedMs = Math.min(expectedMs * 2, MirrorHealth.MAX_BACK_OFF_MS);
        }

        health.hung();
        health.answered(10);
        assertThat(health.isUnresponsive()).isFalse();
        health.hung();
        passMs(MirrorHealth.FIRST_UNRESPONSIVE_MS);
        assertThat(health.isUnresponsive()).as("counted anew").isFalse();
    }

    @Test
    void failed_once_isSuspectForAWhileButNotUnresponsive() {
        health.failed();

        assertThat(health.isUnresponsive()).isFalse();
        assertThat(health.patienceMs()).isPositive();
        assertThat(health.isSuspect()).isTrue();
        passMs(MirrorHealth.FIRST_SUSPECT_MS);
        assertThat(health.isSuspect()).isFalse();
    }

    @Test
    void sentWrongContent_thenGoodHeads_isSuspectNevertheless() {
        health.sentWrongContent();
        health.answered(5);
        health.failed();
        passMs(MirrorHealth.FIRST_SUSPECT_MS);
        health.answered(5);
        passMs(MirrorHealth.DISTRUST_MS - MirrorHealth.FIRST_SUSPECT_MS - 1);
        assertThat(health.isSuspect()).isTrue();
        assertThat(health.patienceMs()).isPositive();
        passMs(1);
        assertThat(health.isSuspect()).isFalse();
    }

    @Test
    void inOrder_failingAndHangingMirrors_comeLastAndReturn() throws Exception {
        Mirror a = Mirror.parse("http://a/");
        Mirror b = Mirror.parse("http://b/");
        Mirror c = Mirror.parse("http://c/");
        MirrorGroup group = new MirrorGroup(List.of(a, b, c), () -> nowNanos);
        assertThat(group.inOrder()).containsExactly(a, b, c);

        group.recordFailure(a, new MirrorException(Kind.STALLED, "a", "stalled"));
        group.recordFailure(b, new MirrorException(Kind.REFUSED, "b", "refused"));
        group.recordFailure(c, new MirrorException(Kind.NOT_FOUND, "c", 404, "/x"));
        assertThat(group.inOrder()).containsExactly(c, b, a);

        passMs(MirrorHealth.MAX_BACK_OFF_MS);
        assertThat(group.inOrder()).containsExactly(a, b, c);
    }
}
