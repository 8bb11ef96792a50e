package dev.potluck.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;

import org.junit.jupiter.api.Test;

final class HopByHopTest {
    @Test
    void strip_connectionNamesHeaders_dropsThemAndTheFixedOnes() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Connection", "X-Once, close")
                .add("connection", "x-twice")
                .add("X-Once", "1")
                .add("X-Twice", "2")
                .add("Transfer-Encoding", "chunked")
                .add("TE", "trailers")
                .add("Proxy-Authorization", "Basic eA==")
                .add("ETag", "\"a\"")
                .add("Via", "1.1 a")
                .add("Via", "1.1 b");

        MultiMap kept = HopByHop.strip(headers);

        assertThat(kept.names()).containsExactlyInAnyOrder("ETag", "Via");
        assertThat(kept.getAll("via")).containsExactly("1.1 a", "1.1 b");
        assertThat(headers.contains("TE")).isTrue();
    }
}
