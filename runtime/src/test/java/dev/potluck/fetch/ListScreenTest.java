package dev.potluck.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.mirror.Mirror;
import dev.potluck.mirror.MirrorGroup;
import dev.potluck.net.AddressRules;
import dev.potluck.net.CidrSet;
import dev.potluck.net.Reach;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** What a list of mirrors can make the node ask. */
final class ListScreenTest {
    private static final String OWN = "203.0.114.7";
    private static final AddressRules RULES =
            new AddressRules(CidrSet.EMPTY, address -> address.equals(literal(OWN)));

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address); // asks no name service
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }

    private static List<String> usable(Reach reach, String... mirrors) {
        Mirror self = new Mirror("http", "potluck.lan", 9977, "/");
        return new ListScreen(RULES, reach, self).usable(List.of(mirrors));
    }

    @Test
    void usable_publicList_leavesPublicMirrors() {
        assertThat(usable(
                        Reach.INTERNET,
                        "https://a.example/os/",
                        "http://8.8.8.8/os",
                        "http://[2a00:1450:4001::1]:8080/os/"))
                .containsExactly(
                        "https://a.example/os/",
                        "http://8.8.8.8/os/",
                        "http://[2a00:1450:4001::1]:8080/os/");
    }

    @Test
    void usable_otherSchemesAndParts_areDropped() {
        assertThat(usable(
                        Reach.MACHINE,
                        "file:///etc/",
                        "ftp://a.example/os/",
                        "rsync://a.example/os/",
                        "http://user:secret@a.example/os/",
                        "http://a.example/os/?x=y",
                        "javascript:alert(1)",
                        "//a.example/os/",
                        ""))
                .isEmpty();
    }

    @Test
    void usable_publicListWithPrivateAddresses_areDropped() {
        assertThat(usable(
                        Reach.INTERNET,
                        "http://10.0.0.1/os/",
                        "http://192.168.1.1/os/",
                        "http://127.0.0.1/os/",
                        "http://0.0.0.0/os/",
                        "http://169.254.169.254/latest/",
                        "http://[::1]/os/",
                        "http://[::ffff:10.0.0.1]/os/",
                        "http://[fe80::1]/os/",
                        "http://localhost/os/",
                        "http://x.localhost/os/",
                        "http://2130706433/os/",
                        "http://" + OWN + "/os/"))
                .isEmpty();
    }

    @Test
    void usable_listOfANetwork_mayNameThatNetworkButNotThisMachine() {
        assertThat(usable(
                        Reach.NETWORK,
                        "http://10.0.0.1/os/",
                        "http://127.0.0.1/os/",
                        "http://169.254.169.254/",
                        "http://localhost/os/"))
                .containsExactly("http://10.0.0.1/os/");
    }

    @Test
    void usable_theNodeItself_isDropped() {
        assertThat(usable(
                        Reach.MACHINE,
                        "http://potluck.lan:9977/a.example/os/",
                        "http://127.0.0.1:9977/a.example/os/",
                        "http://localhost:9977/a.example/os/",
                        "http://" + OWN + ":9977/a.example/os/",
                        "http://0123456789abcdef.mirrors.potluck.invalid/",
                        "http://127.0.0.1:8080/os/"))
                .containsExactly("http://127.0.0.1:8080/os/");
    }

    @Test
    void usable_manyAndTwice_areTheFirstOnes() {
        List<String> many = new ArrayList<>(List.of("http://a.example/os", "http://a.example/os/"));
        for (int i = 0; i < 100; i++) {
            many.add("http://m" + i + ".example/os/");
        }
        assertThat(usable(Reach.INTERNET, many.toArray(String[]::new)))
                .hasSize(MirrorGroup.MAX_MIRRORS)
                .startsWith("http://a.example/os/", "http://m0.example/os/");
    }
}
