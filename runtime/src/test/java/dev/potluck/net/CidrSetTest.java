package dev.potluck.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;

final class CidrSetTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.168.1.7, 192.168.1.7, true",
        "192.168.1.7, 192.168.1.8, false",
        "192.168.1.128/25, 192.168.1.127, false",
        "192.168.1.128/25, 192.168.1.129, true",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "::/0, ::1, true",
        "fd00::/8, fdff::1, true",
        "fe80::/10, fec0::1, false",
        "::1, ::1, true",
    })
    void contains_addressesRoundTheEdges_followsThePrefix(
            String network, String address, boolean contained)
            throws MalformedCidrException, UnknownHostException {
        CidrSet set = CidrSet.parse(List.of(network));

        assertThat(set.contains(InetAddress.getByName(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "10.0.0.0/33     | '33' is not a number from 0 to 32",
                "10.0.0.1/8      | did you mean 10.0.0.0/8 or 10.0.0.1/32",
                "10.0.0          | write it like 10.0.0.0/8",
                "10.0.0.256      | '256' is not a number from 0 to 255",
                "010.0.0.1       | '010' is not a number",
                "10.0.0.0/-1     | '-1' is not a number",
                "localhost       | write it like",
                "fe80::%eth0/64  | write it like",
                "fg00::/8        | write it like",
                "::1/129         | from 0 to 128",
                "::1/            | '' is not a number",
            })
    void parse_malformedText_saysWhatIsAllowed(String text, String message) {
        assertThatExceptionOfType(MalformedCidrException.class)
                .isThrownBy(() -> CidrSet.parse(List.of(text)))
                .withMessageContaining("'" + text + "'")
                .withMessageContaining(message);
    }

    @Test
    void parse_tooManyNetworks_isRefused() {
        List<String> texts = Collections.nCopies(CidrSet.MAX_NETWORKS + 1, "10.0.0.0/8");

        assertThatExceptionOfType(MalformedCidrException.class)
                .isThrownBy(() -> CidrSet.parse(texts))
                .withMessageContaining("at most");
    }

    @Test
    void clientRules_wordsAndNetworks_bothCount() throws Exception {
        ClientRules rules = ClientRules.parse(List.of("loopback", "Private", "203.0.113.0/24"));

        assertThat(rules.permits(InetAddress.getLoopbackAddress())).isTrue();
        assertThat(rules.permits(InetAddress.getByName("192.168.3.4"))).isTrue();
        assertThat(rules.permits(InetAddress.getByName("203.0.113.5"))).isTrue();
        assertThat(rules.permits(InetAddress.getByName("8.8.8.8"))).isFalse();
        assertThat(ClientRules.parse(List.of("all")).permits(InetAddress.getByName("8.8.8.8")))
                .isTrue();
        assertThat(ClientRules.LOOPBACK.permits(InetAddress.getByName("10.0.0.1")))
                .isFalse();
    }
}
