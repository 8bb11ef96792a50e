package dev.potluck.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.trust.TrustPolicy.Accept;
import dev.potluck.trust.TrustPolicy.AcceptWithWarning;
import dev.potluck.trust.TrustPolicy.Decision;
import dev.potluck.trust.TrustPolicy.Refuse;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

final class TrustPolicyTest {
    private static final Verdict GOOD =
            new Verdict.Good(List.of(new Verdict.Signer("AB", "CD", "An archive")));
    private static final Verdict UNKNOWN = new Verdict.UnknownKey(List.of("0123456789ABCDEF"));
    private static final Verdict DOUBTFUL = new Verdict.Doubtful("its key expired");
    private static final Verdict BAD = new Verdict.Bad("it does not fit");
    private static final Verdict UNSIGNED = new Verdict.Unsigned();

    static Stream<Arguments> decisions() {
        return Stream.of(
                Arguments.of(TrustMode.AUTO, GOOD, Accept.class, ""),
                Arguments.of(TrustMode.AUTO, UNKNOWN, AcceptWithWarning.class, "0123456789ABCDEF"),
                Arguments.of(TrustMode.AUTO, DOUBTFUL, AcceptWithWarning.class, "its key expired"),
                Arguments.of(TrustMode.AUTO, UNSIGNED, AcceptWithWarning.class, "not signed"),
                Arguments.of(TrustMode.AUTO, BAD, Refuse.class, "it does not fit"),
                Arguments.of(TrustMode.REQUIRE, GOOD, Accept.class, ""),
                Arguments.of(TrustMode.REQUIRE, UNKNOWN, Refuse.class, "install the archive's"),
                Arguments.of(TrustMode.REQUIRE, DOUBTFUL, Refuse.class, "its key expired"),
                Arguments.of(TrustMode.REQUIRE, UNSIGNED, Refuse.class, "not signed"),
                Arguments.of(TrustMode.REQUIRE, BAD, Refuse.class, "it does not fit"),
                Arguments.of(TrustMode.OFF, GOOD, Accept.class, ""),
                Arguments.of(TrustMode.OFF, BAD, Accept.class, ""),
                Arguments.of(TrustMode.OFF, UNSIGNED, Accept.class, ""));
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void decide_everyModeAndVerdict_isAsTheManualSays(
            TrustMode mode, Verdict verdict, Class<? extends Decision> expected, String text) {
        Decision decision = TrustPolicy.decide(mode, verdict);
        assertThat(decision).isInstanceOf(expected);
        assertThat(decision.toString()).contains(text);
    }
}
