package dev.potluck.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.index.Validators;

import io.vertx.core.MultiMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PreconditionsTest {
    private static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final String EARLIER = "Sun, 06 Nov 1994 08:49:36 GMT";
    private static final String LATER = "Sun, 06 Nov 1994 08:49:38 GMT";
    private static final Validators CURRENT = new Validators("\"a,b\"", DATE);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "*                  | true",
                "\"a,b\"            | true",
                "W/\"a,b\"          | true",
                "\"x\", \"a,b\"     | true",
                "\"x\",W/\"a,b\" ,  | true",
                "\"a\"              | false",
                "\"b\"              | false",
                "a,b                | false",
                "\"A,B\"            | false",
                "\"\"               | false"
            })
    void isNotModified_ifNoneMatch_comparesWeakly(String header, boolean expected) {
        assertThat(Preconditions.isNotModified(headers("If-None-Match", header), CURRENT))
                .isEqualTo(expected);
    }

    @Test
    void isNotModified_severalIfNoneMatchLines_areOneList() {
        MultiMap request = headers("If-None-Match", "\"x\"").add("If-None-Match", "\"a,b\"");
        assertThat(Preconditions.isNotModified(request, CURRENT)).isTrue();
    }

    @Test
    void isNotModified_ifModifiedSince_comparesSeconds() {
        assertThat(Preconditions.isNotModified(headers("If-Modified-Since", DATE), CURRENT))
                .isTrue();
        assertThat(Preconditions.isNotModified(headers("If-Modified-Since", LATER), CURRENT))
                .isTrue();
        assertThat(Preconditions.isNotModified(headers("If-Modified-Since", EARLIER), CURRENT))
                .isFalse();
        assertThat(Preconditions.isNotModified(headers("If-Modified-Since", "now"), CURRENT))
                .isFalse();
        assertThat(Preconditions.isNotModified(headers("If-Modified-Since", DATE), Validators.NONE))
                .isFalse();
    }

    @Test
    void isNotModified_bothConditions_theEtagDecides() {
        MultiMap request = headers("If-None-Match", "\"x\"").add("If-Modified-Since", LATER);
        assertThat(Preconditions.isNotModified(request, CURRENT)).isFalse();
    }

    @Test
    void isNotModified_noCondition_isFalse() {
        assertThat(Preconditions.isNotModified(MultiMap.caseInsensitiveMultiMap(), CURRENT))
                .isFalse();
    }

    @Test
    void rangeApplies_ifRange_comparesStrongly() {
        assertThat(Preconditions.rangeApplies(MultiMap.caseInsensitiveMultiMap(), CURRENT))
                .isTrue();
        assertThat(Preconditions.rangeApplies(headers("If-Range", "\"a,b\""), CURRENT))
                .isTrue();
        assertThat(Preconditions.rangeApplies(headers("If-Range", DATE), CURRENT))
                .isTrue();
        assertThat(Preconditions.rangeApplies(headers("If-Range", LATER), CURRENT))
                .isFalse();
        assertThat(Preconditions.rangeApplies(headers("If-Range", "\"x\""), CURRENT))
                .isFalse();
        Validators weak = new Validators("W/\"x\"", "");
        assertThat(Preconditions.rangeApplies(headers("If-Range", "W/\"x\""), weak))
                .isFalse();
        assertThat(Preconditions.rangeApplies(headers("If-Range", "\"x\""), weak))
                .isFalse();
        assertThat(Preconditions.rangeApplies(headers("If-Range", ""), Validators.NONE))
                .isFalse();
    }

    private static MultiMap headers(String name, String value) {
        return MultiMap.caseInsensitiveMultiMap().add(name, value);
    }
}
