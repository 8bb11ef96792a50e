package dev.potluck.app.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.net.Timers;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

final class VertxTimersTest {
    @Test
    void schedule_someCancelled_runsTheOthersInTime() throws Exception {
        try (Loop loop = new Loop()) {
            List<String> ran = new ArrayList<>();
            long startedMs = loop.call(() -> {
                Timers timers = new VertxTimers(loop.vertx);
                timers.schedule(60, () -> ran.add("last"));
                timers.schedule(40, () -> ran.add("never")).cancel();
                timers.schedule(0, () -> ran.add("first"));
                return timers.nowMs();
            });
            loop.until(() -> ran.contains("last"));
            assertThat(ran).containsExactly("first", "last");
            assertThat(new VertxTimers(loop.vertx).nowMs() - startedMs).isGreaterThanOrEqualTo(59);
        }
    }
}
