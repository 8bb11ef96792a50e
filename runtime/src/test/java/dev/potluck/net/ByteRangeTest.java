package dev.potluck.net;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

final class ByteRangeTest {
    /** One range as RFC 9110 section 14.1.1 has it; -1 where there is no number. */
    record Spec(long first, long last) {
        String text() {
            return (first < 0 ? "" : Long.toString(first))
                    + "-"
                    + (last < 0 ? "" : Long.toString(last));
        }

        /** Which bytes it selects, by asking each. */
        List<Long> selected(long sizeBytes) {
            return LongStream.range(0, sizeBytes)
                    .filter(at -> first < 0
                            ? at >= sizeBytes - last
                            : at >= first && (last < 0 || at <= last))
                    .boxed()
                    .toList();
        }
    }

    @Provide
    Arbitrary<Spec> specs() {
        Arbitrary<Long> offsets = Arbitraries.longs().between(0, 40);
        return Arbitraries.oneOf(
                Combinators.combine(offsets, offsets)
                        .as((one, other) -> new Spec(Math.min(one, other), Math.max(one, other))),
                offsets.map(first -> new Spec(first, -1)),
                offsets.map(suffix -> new Spec(-1, suffix)));
    }

    @Property(tries = 2_000)
    void parse_anyRanges_selectWhatANaiveModelDoes(
            @ForAll @LongRange(min = 1, max = 32) long sizeBytes,
            @ForAll @Size(min = 1, max = 4) List<@net.jqwik.api.From("specs") Spec> specs) {
        String header = "bytes=" + specs.stream().map(Spec::text).collect(Collectors.joining(", "));
        List<List<Long>> model = specs.stream()
                .map(spec -> spec.selected(sizeBytes))
                .filter(bytes -> !bytes.isEmpty())
                .toList();
        long totalBytes = model.stream().mapToLong(List::size).sum();
        var parsed = ByteRange.parse(header, sizeBytes);
        if (totalBytes > 2 * sizeBytes) {
            assertThat(parsed).isEmpty();
            return;
        }
        List<List<Long>> found = new ArrayList<>();
        for (ByteRange range : parsed.orElseThrow()) {
            found.add(
                    LongStream.rangeClosed(range.first(), range.last()).boxed().toList());
            assertThat(range.length()).isEqualTo(found.get(found.size() - 1).size());
        }
        assertThat(found).as(header).isEqualTo(model);
    }

    @Property(tries = 1_000)
    void parse_anyText_neverLeavesTheFile(
            @ForAll @StringLength(max = 20) String text,
            @ForAll @LongRange(min = 0) long sizeBytes) {
        ByteRange.parse("bytes=" + text, sizeBytes)
                .ifPresent(ranges -> ranges.forEach(
                        range -> assertThat(range.first()).isBetween(0L, range.last())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=5",
                "bytes=5-4",
                "bytes=a-b",
                "bytes=0x1-2",
                "bytes=--5",
                "bytes=1-2-3",
                "bytes=+1-2",
                "bytes=1 - 2",
                "bytes=0-1;2-3",
                "lines=0-1"
            })
    void parse_malformedOrOtherUnit_isIgnored(String header) {
        assertThat(ByteRange.parse(header, 100)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0-99999999999999999999999, 0, 99",
        "7-9223372036854775807, 7, 99",
        "-99999999999999999999999, 0, 99"
    })
    void parse_numbersBeyondLong_endWithTheFile(String spec, long first, long last) {
        assertThat(ByteRange.parse("bytes=" + spec, 100))
                .contains(List.of(new ByteRange(first, last)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"100-", "100-200", "-0", "99999999999999999999999-"})
    void parse_nothingOfTheFile_cannotBeSatisfied(String spec) {
        assertThat(ByteRange.parse("bytes=" + spec, 100)).contains(List.of());
    }

    @Test
    void parse_unitInCapitals_isTheSameUnit() {
        assertThat(ByteRange.parse("Bytes=0-1", 100)).contains(List.of(new ByteRange(0, 1)));
    }

    @Test
    void parse_emptyListElements_areSkipped() {
        assertThat(ByteRange.parse("bytes=,0-1, ,2-3,", 100))
                .contains(List.of(new ByteRange(0, 1), new ByteRange(2, 3)));
    }

    @Test
    void parse_twoHundredRanges_areAllKept() {
        String header = "bytes="
                + IntStream.range(0, 200)
                        .mapToObj(i -> i * 10 + "-" + (i * 10 + 3))
                        .collect(Collectors.joining(","));
        assertThat(ByteRange.parse(header, 2_000).orElseThrow())
                .hasSize(200)
                .allMatch(range -> range.length() == 4);
    }

    @Test
    void parse_moreRangesThanAnybodyNeeds_isIgnored() {
        String header = "bytes=" + "0-0,".repeat(ByteRange.MAX_RANGES) + "0-0";
        assertThat(ByteRange.parse(header, Long.MAX_VALUE / 4)).isEmpty();
    }

    @Test
    void parse_overlappingBeyondTwiceTheFile_isIgnored() {
        assertThat(ByteRange.parse("bytes=0-,0-", 100)).isPresent();
        assertThat(ByteRange.parse("bytes=0-,0-,0-0", 100)).isEmpty();
    }

    @Test
    void contentRange_range_isAsTheRfcWritesIt() {
        assertThat(new ByteRange(42, 1233).contentRange(1234)).isEqualTo("bytes 42-1233/1234");
    }
}
