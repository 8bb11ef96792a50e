package dev.potluck.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.index.Validators;

import io.vertx.core.MultiMap;

import org.junit.jupiter.api.Test;

final class BodyPlanTest {
    private static final Validators CURRENT =
            new Validators("\"v1\"", "Sun, 06 Nov 1994 08:49:37 GMT");

    @Test
    void of_noCondition_isTheWhole() {
        BodyPlan plan = plan(MultiMap.caseInsensitiveMultiMap(), 100);
        assertThat(plan.status()).isEqualTo(200);
        assertThat(plan.parts()).containsExactly(new BodyPlan.Part("", 0, 100));
        assertThat(plan.lengthBytes()).isEqualTo(100);
    }

    @Test
    void of_versionThatTheClientHas_isNotModified() {
        BodyPlan plan = plan(headers("If-None-Match", "\"v1\"").add("Range", "bytes=0-1"), 100);
        assertThat(plan.status()).isEqualTo(304);
        assertThat(plan.parts()).isEmpty();
        assertThat(plan.lengthBytes()).isZero();
    }

    @Test
    void of_oneRange_isPartial() {
        BodyPlan plan = plan(headers("Range", "bytes=90-"), 100);
        assertThat(plan.status()).isEqualTo(206);
        assertThat(plan.contentRange()).isEqualTo("bytes 90-99/100");
        assertThat(plan.parts()).containsExactly(new BodyPlan.Part("", 90, 10));
        assertThat(plan.isMultipart()).isFalse();
    }

    @Test
    void of_rangePastTheEnd_tellsTheSize() {
        BodyPlan plan = plan(headers("Range", "bytes=100-"), 100);
        assertThat(plan.status()).isEqualTo(416);
        assertThat(plan.contentRange()).isEqualTo("bytes */100");
    }

    @Test
    void of_rangeOfAnotherVersion_isTheWhole() {
        BodyPlan plan = plan(headers("Range", "bytes=90-").add("If-Range", "\"v0\""), 100);
        assertThat(plan.status()).isEqualTo(200);
    }

    @Test
    void of_unknownSize_ignoresRanges() {
        BodyPlan plan = plan(headers("Range", "bytes=0-1"), BodyPlan.UNKNOWN_SIZE);
        assertThat(plan.status()).isEqualTo(200);
        assertThat(plan.lengthBytes()).isEqualTo(BodyPlan.UNKNOWN_SIZE);
    }

    @Test
    void of_severalRanges_announcesTheLengthOfItsText() {
        BodyPlan plan = plan(headers("Range", "bytes=0-1,50-59"), 100);
        assertThat(plan.status()).isEqualTo(206);
        assertThat(plan.isMultipart()).isTrue();
        assertThat(plan.contentRange()).isEmpty();
        assertThat(text(plan))
                .isEqualTo("--%1$s\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/100\r\n"
                                .formatted(plan.boundary())
                        + "\r\n(2)\r\n--%1$s\r\nContent-Type: text/plain\r\n"
                                .formatted(plan.boundary())
                        + "Content-Range: bytes 50-59/100\r\n\r\n(10)\r\n--%1$s--\r\n"
                                .formatted(plan.boundary()));
        assertThat(plan.lengthBytes()).isEqualTo(textBytes(plan) + 12);
    }

    /** A mirror may send any byte in a header; the length must hold all the same. */
    @Test
    void of_severalRangesOfAStrangeType_announcesTheLengthInBytes() {
        BodyPlan plan = BodyPlan.of(
                headers("Range", "bytes=0-1,50-59"), CURRENT, 100, "text/plain; x=\u00e9");
        assertThat(plan.lengthBytes()).isEqualTo(textBytes(plan) + 12);
    }

    private static BodyPlan plan(MultiMap request, long sizeBytes) {
        return BodyPlan.of(request, CURRENT, sizeBytes, "text/plain");
    }

    private static String text(BodyPlan plan) {
        StringBuilder text = new StringBuilder();
        plan.parts().forEach(part -> {
            text.append(part.before());
            text.append(part.lengthBytes() == 0 ? "" : "(" + part.lengthBytes() + ")");
        });
        return text.toString();
    }

    private static long textBytes(BodyPlan plan) {
        return plan.parts().stream()
                .mapToLong(part -> part.before().getBytes(UTF_8).length)
                .sum();
    }

    private static MultiMap headers(String name, String value) {
        return MultiMap.caseInsensitiveMultiMap().add(name, value);
    }
}
