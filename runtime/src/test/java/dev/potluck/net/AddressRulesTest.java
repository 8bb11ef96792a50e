package dev.potluck.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;

final class AddressRulesTest {
    /** Of the machine of these tests. */
    private static final Set<String> OWN = Set.of("192.168.7.1", "151.101.2.132", "2a04:4e42::644");

    private final AddressRules rules = new AddressRules(
            CidrSet.EMPTY,
            address -> OWN.stream().map(AddressRulesTest::ip).anyMatch(address::equals));

    private static InetAddress ip(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, MACHINE",
        "127.8.8.8, MACHINE",
        "::1, MACHINE",
        "::ffff:127.0.0.1, MACHINE",
        "192.168.7.1, MACHINE",
        "2a04:4e42::644, MACHINE",
        "192.168.7.2, NETWORK",
        "172.17.0.2, NETWORK",
        "fd00::2, NETWORK",
        "100.64.0.9, NETWORK",
        "fe80::2, NETWORK",
        "169.254.1.1, NETWORK",
        "151.101.2.133, INTERNET",
        "2a04:4e42::645, INTERNET",
        "0.0.0.0, INTERNET"
    })
    void reachOf_client_isByItsAddress(String client, Reach reach) {
        assertThat(rules.reachOf(ip(client))).isEqualTo(reach);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false, false",
        "127.0.1.1, false, false",
        "::1, false, false",
        "::ffff:127.0.0.1, false, false",
        "64:ff9b::127.0.0.1, false, false",
        "0.0.0.0, false, false",
        "169.254.169.254, false, false",
        "fe80::1, false, false",
        "224.0.0.1, false, false",
        "192.168.7.1, false, false",
        "151.101.2.132, false, false",
        "192.168.7.2, true, false",
        "fd00::2, true, false",
        "100.64.0.9, true, false",
        "151.101.2.133, true, true",
        "2a04:4e42::645, true, true"
    })
    void permits_address_isByReach(String address, boolean network, boolean internet) {
        assertThat(rules.permits(Reach.MACHINE, ip(address))).isTrue();
        assertThat(rules.permits(Reach.NETWORK, ip(address))).isEqualTo(network);
        assertThat(rules.permits(Reach.INTERNET, ip(address))).isEqualTo(internet);
        assertThat(rules.permits(ip(address))).isEqualTo(internet);
    }

    @Test
    void permits_alsoAllowedNetwork_isAsGoodAsPublic() throws Exception {
        AddressRules allowing =
                new AddressRules(CidrSet.parse(List.of("127.0.0.9/32")), address -> true);
        assertThat(allowing.permits(Reach.INTERNET, ip("127.0.0.9"))).isTrue();
        assertThat(allowing.permits(Reach.INTERNET, ip("127.0.0.8"))).isFalse();
    }

    @Test
    void ownAddresses_ofThisMachine_haveTheLoopbackAndNoStranger() {
        long[] nowNanos = {0};
        OwnAddresses own = new OwnAddresses(() -> nowNanos[0]);
        for (int i = 0; i < 2; i++) {
            assertThat(own.test(InetAddress.getLoopbackAddress())).isTrue();
            assertThat(own.test(ip("192.0.2.1"))).isFalse();
            nowNanos[0] = Long.MAX_VALUE / 2; // looks anew
        }
    }
}
