package dev.potluck.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "17, 17",
        "17 B, 17",
        "1 kB, 1000",
        "1K, 1000",
        "1 KiB, 1024",
        "20 GB, 20000000000",
        "1.5 GB, 1500000000",
        "2TiB, 2199023255552"
    })
    void byteSize_written_isParsed(String text, long bytes) {
        assertThat(ByteSize.parse(text)).contains(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GB", "-1", "1 XB", "1 GB GB", "1e9", "99999999999999999999"})
    void byteSize_malformed_isNothing(String text) {
        assertThat(ByteSize.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "20000000000", "1.5", ""})
    void byteSize_withoutItsUnit_isNothingWhereThatIsWanted(String text) {
        assertThat(ByteSize.parseWithUnit(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0 B", "1 MB", "2TiB", "1K"})
    void byteSize_withItsUnit_isParsedWhereThatIsWanted(String text) {
        assertThat(ByteSize.parseWithUnit(text)).isEqualTo(ByteSize.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.00 kB",
        "12652160, 12.7 MB",
        "999500, 1.00 MB",
        "20000000000, 20.0 GB",
        "9223372036854775807, 9223372 TB"
    })
    void byteSize_format_hasThreeFigures(long bytes, String text) {
        assertThat(ByteSize.format(bytes)).isEqualTo(text);
    }

    @Property
    void byteSize_formatted_parsesToNearlyTheSame(@ForAll @LongRange(min = 0) long bytes) {
        assertThat((double) ByteSize.parse(ByteSize.format(bytes)).orElseThrow())
                .isBetween(bytes * 0.99, bytes * 1.01);
    }

    @ParameterizedTest
    @CsvSource({"auto, 100000000, 10000000", "auto, 1000000000000, 20000000000", "'50 %', 200, 100"
    })
    void quota_onDisk_isShareOrSize(String text, long diskBytes, long bytes) {
        assertThat(Quota.parse(text).orElseThrow().bytesOf(diskBytes)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0%", "101%", "%", "much", "5", "5 B", "999 kB", "20000000000"})
    void quota_malformed_isNothing(String text) {
        assertThat(Quota.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9977", "[::1]:0", "cache.lan:65535"})
    void hostPort_written_readsBack(String text) {
        assertThat(HostPort.parse(text).orElseThrow()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9977", ":9977", "a:", "a:65536", "::1:80", "a b:1", "a';x:1"})
    void hostPort_malformed_isNothing(String text) {
        assertThat(HostPort.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "*, a.b, true",
        "*.b, a.b, true",
        "*.b, x.a.B, true",
        "*.b, b, false",
        "*.b, ab, false",
        "a.b, A.b, true",
        "a.b, x.a.b, false"
    })
    void hostPattern_host_matches(String pattern, String host, boolean matches) {
        assertThat(HostPattern.parse(pattern).orElseThrow().matches(host)).isEqualTo(matches);
    }
}
