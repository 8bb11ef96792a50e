package dev.potluck.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SystemWordsTest {
    @Test
    void of_failedCall_isWhatTheSystemSaid() {
        assertThat(SystemWords.of("finishConnect(..) failed with error(-111): Connection refused"))
                .isEqualTo("connection refused");
    }

    @Test
    void of_anythingElse_staysAsItIs() {
        assertThat(SystemWords.of("no route")).isEqualTo("no route");
    }
}
