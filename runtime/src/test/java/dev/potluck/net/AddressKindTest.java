package dev.potluck.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

final class AddressKindTest {
    @ParameterizedTest
    @CsvSource({
        "151.101.2.132, PUBLIC",
        "2a04:4e42::644, PUBLIC",
        "0.0.0.0, UNSPECIFIED",
        "::, UNSPECIFIED",
        "127.0.0.1, LOOPBACK",
        "127.255.255.254, LOOPBACK",
        "::1, LOOPBACK",
        "10.1.2.3, PRIVATE",
        "172.15.255.255, PUBLIC",
        "172.16.0.0, PRIVATE",
        "172.31.255.255, PRIVATE",
        "172.32.0.0, PUBLIC",
        "192.168.0.1, PRIVATE",
        "fec0::1, PRIVATE",
        "100.63.255.255, PUBLIC",
        "100.64.0.0, SHARED",
        "100.127.255.255, SHARED",
        "169.254.169.254, LINK_LOCAL",
        "fe80::1, LINK_LOCAL",
        "fd00::1, UNIQUE_LOCAL",
        "224.0.0.251, MULTICAST",
        "ff02::fb, MULTICAST",
        "203.0.113.9, DOCUMENTATION",
        "2001:db8::1, DOCUMENTATION",
        "255.255.255.255, RESERVED",
        "198.19.0.1, RESERVED",
        "2001:0:1::1, RESERVED",
        "::ffff:127.0.0.1, LOOPBACK",
        "64:ff9b::10.0.0.1, PRIVATE",
        "2002:7f00:1::, LOOPBACK",
        "2002:9765:284::1, PUBLIC",
    })
    void of_addressOfEachKind_isThatKind(String address, AddressKind kind)
            throws UnknownHostException {
        assertThat(AddressKind.of(InetAddress.getByName(address))).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, false", "10.0.0.1, true", "151.101.2.132, true", "10.0.1.1, false"})
    void permits_privateAddress_onlyWhenAlsoAllowed(String address, boolean permitted)
            throws UnknownHostException, MalformedCidrException {
        AddressRules rules = new AddressRules(CidrSet.parse(List.of("10.0.0.0/24")));

        assertThat(rules.permits(InetAddress.getByName(address))).isEqualTo(permitted);
    }
}
