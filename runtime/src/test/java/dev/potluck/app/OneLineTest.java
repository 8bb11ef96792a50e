package dev.potluck.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;

final class OneLineTest {
    @Test
    void of_nativeCall_saysWhatTheSystemSaid() {
        assertThat(OneLine.of(new BindException(
                        "bind(..) failed with error(-98): Address already in use")))
                .isEqualTo("address already in use");
    }

    @Test
    void of_fileTrouble_namesFileAndReason() {
        assertThat(OneLine.of(new AccessDeniedException("/x"))).isEqualTo("/x: permission denied");
        assertThat(OneLine.of(new FileSystemException("/x", null, "No space left on device")))
                .isEqualTo("/x: No space left on device");
        assertThat(OneLine.of(new DirectoryNotEmptyException("/x"))).contains("NotEmpty", "/x");
    }

    @Test
    void of_severalLines_isTheFirst() {
        assertThat(OneLine.of(new IOException("one\ntwo"))).isEqualTo("one");
    }
}
