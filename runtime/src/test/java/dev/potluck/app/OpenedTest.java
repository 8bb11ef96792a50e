package dev.potluck.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

final class OpenedTest {
    private final Opened opened = new Opened();
    private final List<String> closed = new ArrayList<>();

    @Test
    void closeAfter_severalOpened_closesAllInReverseAndKeepsTheCause() {
        IOException fault = new IOException("b");
        opened.add(() -> closed.add("a"));
        opened.add(() -> {
            closed.add("b");
            throw fault;
        });
        opened.add(() -> closed.add("c"));
        StartException cause = new StartException("the port is taken");

        opened.closeAfter(cause);
        opened.closeAfter(cause);

        assertThat(closed).containsExactly("c", "b", "a");
        assertThat(cause.getSuppressed()).containsExactly(fault);
    }
}
