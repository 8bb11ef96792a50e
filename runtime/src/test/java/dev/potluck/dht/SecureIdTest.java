package dev.potluck.dht;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.dht.krpc.NodeId;
import dev.potluck.net.Endpoint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;

final class SecureIdTest {
    /** The examples of BEP 42. */
    @ParameterizedTest
    @CsvSource({
        "124.31.75.21, 5fbfbff10c5d6a4ec8a88e4c6ab4c28b95eee401",
        "21.75.31.124, 5a3ce9c14e7a08645677bbd1cfe7d8f956d53256",
        "65.23.51.170, a5d43220bc8f112a3d426c84764f8c2a1150e616",
        "84.124.73.14, 1b0321dd1bb1fe518101ceef99462b947a01ff41",
        "43.213.53.83, e56f6cbf5b7c4be0237986d5243b87aa6d51305a"
    })
    void matches_examplesOfBep42_fit(String address, String id) throws Exception {
        Endpoint endpoint = endpoint(address);
        assertThat(SecureId.matches(NodeId.ofHex(id), endpoint)).isTrue();
        assertThat(SecureId.matches(NodeId.ofHex("00" + id.substring(2)), endpoint))
                .isFalse();
    }

    @Test
    void create_anyAddress_fitsIt() throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            Endpoint v4 = Samples.publicEndpoint(Samples.random(seed));
            assertThat(SecureId.matches(SecureId.create(v4, Samples.random(seed)), v4))
                    .isTrue();
            Endpoint v6 = endpoint("2a01:4f8::" + Integer.toHexString(seed + 1));
            assertThat(SecureId.matches(SecureId.create(v6, Samples.random(seed)), v6))
                    .isTrue();
        }
    }

    @Test
    void matches_privateAddress_fitsAnyId() throws Exception {
        assertThat(SecureId.matches(Samples.key(1), endpoint("192.168.1.7"))).isTrue();
        assertThat(SecureId.matches(Samples.key(1), endpoint("fe80::1"))).isTrue();
    }

    private static Endpoint endpoint(String address) throws Exception {
        return Endpoint.of(new InetSocketAddress(InetAddress.getByName(address), 9978));
    }
}
