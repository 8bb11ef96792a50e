package dev.potluck.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ContentHash;

import io.vertx.core.Future;

import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Who may make a file again now. */
final class RecreatingTest {
    private static final Worker NOBODY = new Worker() {
        @Override
        public <T> Future<T> run(Callable<T> blocking) {
            return Future.failedFuture("nobody works here");
        }
    };
    private static final Recreations NOTHING = new Recreations() {
        @Override
        public boolean has(ContentHash hash) {
            return false;
        }

        @Override
        public InputStream begin(ContentHash hash) {
            return InputStream.nullInputStream();
        }
    };

    private final Recreating recreating = new Recreating(NOBODY, NOTHING, 2);
    private final List<String> begun = new ArrayList<>();

    private Recreating.Turn turn(String name) {
        return recreating.turn(() -> begun.add(name)).orElseThrow();
    }

    @Test
    void turn_threeAtOnce_theThirdWaitsForAnEnd() {
        Recreating.Turn first = turn("first");
        turn("second");
        turn("third");
        assertThat(begun).containsExactly("first", "second");
        first.end();
        first.end();
        turn("fourth");
        assertThat(begun).containsExactly("first", "second", "third");
    }

    @Test
    void end_ofOneThatWaits_leavesTheQueue() {
        Recreating.Turn first = turn("first");
        turn("second");
        Recreating.Turn third = turn("third");
        turn("fourth");
        third.end();
        first.end();
        assertThat(begun).containsExactly("first", "second", "fourth");
    }

    @Test
    void turn_moreThanMayWait_isRefused() {
        for (int i = 0; i < 2 + Recreating.MAX_WAITING; i++) {
            turn("some");
        }
        assertThat(recreating.turn(() -> begun.add("one more"))).isEmpty();
    }
}
