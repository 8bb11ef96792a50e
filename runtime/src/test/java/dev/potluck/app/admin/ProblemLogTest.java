package dev.potluck.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.app.admin.NodeStatus.Problem;

import org.junit.jupiter.api.Test;

import java.time.Instant;

final class ProblemLogTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final ProblemLog log = new ProblemLog(() -> NOW);

    @Test
    void note_repeated_isCounted() {
        log.note("mirror down");
        log.note("mirror down");
        log.note("other");
        assertThat(log.recent())
                .containsExactly(new Problem(NOW, "other", 1), new Problem(NOW, "mirror down", 2));
        assertThat(log.total()).isEqualTo(3);
    }

    @Test
    void note_many_keepsTheLast() {
        for (int i = 0; i < 2 * ProblemLog.MAX_PROBLEMS; i++) {
            log.note("problem " + i);
        }
        assertThat(log.recent()).hasSize(ProblemLog.MAX_PROBLEMS);
        assertThat(log.recent().get(0).text())
                .isEqualTo("problem " + (2 * ProblemLog.MAX_PROBLEMS - 1));
    }

    @Test
    void note_longOrManyLines_isOneShortLine() {
        log.note("a\nb" + "x".repeat(1000));
        assertThat(log.recent().get(0).text())
                .startsWith("a b")
                .hasSize(ProblemLog.MAX_TEXT_LENGTH);
    }
}
