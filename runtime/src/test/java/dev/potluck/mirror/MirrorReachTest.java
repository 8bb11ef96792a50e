package dev.potluck.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.mirror.MirrorException.Kind;
import dev.potluck.net.AddressRules;
import dev.potluck.net.CidrSet;
import dev.potluck.net.Reach;

import io.vertx.core.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What is asked for clients elsewhere, by the addresses that names lead to at that moment. */
final class MirrorReachTest {
    private static final byte[] BODY = {'o', 'k'};

    private final NodeContext node = new NodeContext();
    private final Map<String, List<String>> hosts = new HashMap<>();
    private final long[] nowNanos = {0};
    private TestMirror target;
    private MirrorClient client;

    @BeforeEach
    void start() throws Exception {
        target = TestMirror.start(node, TestMirror.file(BODY, "\"e\""));
        use(AddressRules.PUBLIC_ONLY);
    }

    private void use(AddressRules rules) throws Exception {
        client = node.await(() -> Future.succeededFuture(new MirrorClient(
                node.vertx,
                MirrorSettings.defaults("potluck"),
                rules,
                () -> nowNanos[0],
                this::resolve)));
    }

    private InetAddress[] resolve(String host) throws UnknownHostException {
        List<String> found = hosts.get(host);
        if (found == null) {
            throw new UnknownHostException(host);
        }
        InetAddress[] addresses = new InetAddress[found.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = InetAddress.getByName(found.get(i));
        }
        return addresses;
    }

    @AfterEach
    void stop() throws Exception {
        node.run(client::close);
        node.close();
    }

    private int get(Mirror mirror) throws Exception {
        return node.await(
                () -> client.send(MirrorRequest.get(mirror, "/debian/x")).map(response -> {
                    response.discard();
                    return response.status();
                }));
    }

    private Kind failure(Mirror mirror) {
        return NodeContext.failure(() -> get(mirror)).kind();
    }

    private Mirror named(String host, Reach reach) {
        return target.mirror("http", host).namedFrom(reach);
    }

    @ParameterizedTest
    @EnumSource(
            value = Reach.class,
            names = {"NETWORK", "INTERNET"})
    void send_nameOfThisMachineForAClientElsewhere_isForbiddenAndNotAsked(Reach reach) {
        hosts.put("innocent.example", List.of("127.0.0.1"));

        MirrorException failure = NodeContext.failure(() -> get(named("innocent.example", reach)));

        assertThat(failure.kind()).isEqualTo(Kind.FORBIDDEN_ADDRESS);
        assertThat(failure).hasMessageContaining("127.0.0.1, which clients elsewhere may not ask");
        assertThat(target.requests).isEmpty();
    }

    @Test
    void send_nameOfThisMachineForAClientOnIt_isAsked() throws Exception {
        hosts.put("innocent.example", List.of("127.0.0.1"));

        assertThat(get(named("innocent.example", Reach.MACHINE))).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "192.168.7.9", "fd00::1", "169.254.169.254"})
    void send_privateAddressForAClientOfTheInternet_isForbidden(String address) {
        hosts.put("inside.example", List.of(address));

        assertThat(failure(named("inside.example", Reach.INTERNET)))
                .isEqualTo(Kind.FORBIDDEN_ADDRESS);
    }

    /** DNS rebinding: the name is public when it is judged, and ours when we connect. */
    @Test
    void send_nameThatMovedHereSinceItWasPermitted_isForbidden() throws Exception {
        hosts.put("rebinding.example", List.of("203.0.113.5", "151.101.2.132"));
        Mirror mirror = named("rebinding.example", Reach.INTERNET);
        node.await(() -> client.permit(mirror));

        hosts.put("rebinding.example", List.of("127.0.0.1"));
        node.run(() -> nowNanos[0] += TimeUnit.MINUTES.toNanos(1));

        assertThat(failure(mirror)).isEqualTo(Kind.FORBIDDEN_ADDRESS);
        assertThat(target.requests).isEmpty();
        assertThat(NodeContext.failure(() -> node.await(() -> client.permit(mirror)))
                        .kind())
                .isEqualTo(Kind.FORBIDDEN_ADDRESS);
    }

    @Test
    void send_someAddressesOutOfReach_onlyTheOthersAreAsked() throws Exception {
        use(new AddressRules(CidrSet.parse(List.of("127.0.0.1/32"))));
        hosts.put("mixed.example", List.of("127.0.0.2", "127.0.0.1"));

        assertThat(get(named("mixed.example", Reach.NETWORK))).isEqualTo(200);
    }

    @Test
    void send_redirectOutOfTheClientsReach_isForbidden() throws Exception {
        use(new AddressRules(CidrSet.parse(List.of("127.0.0.1/32"))));
        hosts.put("other.example", List.of("127.0.0.2"));
        hosts.put("first.example", List.of("127.0.0.1"));
        TestMirror first = TestMirror.start(
                node,
                TestMirror.raw(
                        "HTTP/1.1 302 x",
                        "Location: " + target.mirror("http", "other.example") + "y",
                        "Content-Length: 0",
                        "",
                        ""));

        Mirror asked = first.mirror("http", "first.example").namedFrom(Reach.NETWORK);

        assertThat(failure(asked)).isEqualTo(Kind.FORBIDDEN_REDIRECT);
        assertThat(first.requests).hasSize(1);
        assertThat(target.requests).isEmpty();
    }

    @Test
    void permit_nameServerIsDown_goesByWhatIsKnown() throws Exception {
        Mirror mirror = named("innocent.example", Reach.NETWORK);
        node.await(() -> client.permit(mirror)); // nothing is known, and it cannot be asked

        hosts.put("innocent.example", List.of("127.0.0.1"));
        get(mirror.namedFrom(Reach.MACHINE));
        hosts.clear();
        node.run(() -> nowNanos[0] += TimeUnit.HOURS.toNanos(1));

        assertThat(NodeContext.failure(() -> node.await(() -> client.permit(mirror)))
                        .kind())
                .isEqualTo(Kind.FORBIDDEN_ADDRESS);
        node.await(() -> client.permit(mirror.namedFrom(Reach.MACHINE)));
    }

    @Test
    void addresses_ofAHost_areThoseInReach() throws Exception {
        hosts.put("mixed.example", List.of("127.0.0.1", "151.101.2.132", "10.0.0.1"));

        assertThat(node.await(() -> client.addresses("mixed.example", Reach.INTERNET)))
                .extracting(InetAddress::getHostAddress)
                .containsExactly("151.101.2.132");
        assertThat(node.await(() -> client.addresses("mixed.example", Reach.NETWORK)))
                .extracting(InetAddress::getHostAddress)
                .containsExactly("151.101.2.132", "10.0.0.1");
        assertThat(node.await(() -> client.addresses("mixed.example", Reach.MACHINE)))
                .hasSize(3);
        assertThat(NodeContext.failure(
                                () -> node.await(() -> client.addresses("no", Reach.MACHINE)))
                        .kind())
                .isEqualTo(Kind.REFUSED);
    }
}
