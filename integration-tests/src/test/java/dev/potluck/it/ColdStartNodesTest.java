package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potluck.it.Neighbourhood.Member;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Neighbours that all want one large file at the same moment, which none of them has. */
@Order(1)
class ColdStartNodesTest {
    private static final int NODES = 4;
    private static final String COLD = "potluck-cold";
    private static final int SIZE_BYTES = 24 << 20;

    /** One node alone needs some 24 s. */
    private static final long SLOW_BYTES_PER_SECOND = 1 << 20;

    /**
     * After so long without a byte apt gives up here, and after 30 s elsewhere. Who follows another
     * node's fetch gets nothing for 10 s.
     */
    private static final String PATIENCE_S = "15";

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final List<Member> members = new ArrayList<>();
    private final List<PrivateApt> apts = new ArrayList<>();

    private String start(Neighbourhood all) {
        all.archive().add(COLD, "1.0", SIZE_BYTES);
        all.archive().publish();
        for (int i = 0; i < NODES; i++) {
            members.add(all.start("node" + i));
        }
        for (Member member : members) {
            members.stream()
                    .filter(other -> !other.equals(member))
                    .forEach(other -> all.awaitKnown(member, other.address()));
            PrivateApt apt = all.apt("of-" + member.peerPort(), member)
                    .option("Acquire::http::Timeout", PATIENCE_S)
                    .option("Acquire::Retries", "0");
            apt.update().orFail();
            apts.add(apt);
        }
        all.mirror().behave(path -> path.startsWith("/pool/"), Fault.slow(SLOW_BYTES_PER_SECOND));
        return all.archive().path(all.archive().packageFile(COLD));
    }

    /** The hash of what a node sent; nothing if it broke off. */
    private static Optional<String> get(Neighbourhood all, Member member, String path)
            throws IOException {
        try (RawClient client = RawClient.to(member.node().port())) {
            RawClient.Answer answer =
                    client.ask("GET " + all.mirror().uri() + path + " HTTP/1.1", "Host: a");
            return Optional.of(answer)
                    .filter(RawClient.Answer::complete)
                    .map(whole -> whole.body().sha256());
        } catch (SocketException killed) {
            return Optional.empty();
        }
    }

    /** What each node sends. */
    private Crowd<Optional<String>> getAll(Neighbourhood all, String path) {
        AtomicInteger next = new AtomicInteger();
        return Crowd.of(
                NODES, "client", name -> get(all, members.get(next.getAndIncrement()), path));
    }

    private static String sha256(Neighbourhood all) throws IOException {
        return Hashes.hex("SHA-256", Files.readAllBytes(all.archive().packageFile(COLD)));
    }

    private static double copies(Neighbourhood all, long before) throws IOException {
        long bytes = Files.size(all.archive().packageFile(COLD));
        return (all.mirror().bodyBytes() - before) / (double) bytes;
    }

    @Test
    void install_allAtOnce_eachByteLeavesTheMirrorAboutOnceAndNoAptGivesUp() throws IOException {
        try (Neighbourhood all = Neighbourhood.in(folder)) {
            start(all);
            long before = all.mirror().bodyBytes();
            AtomicInteger next = new AtomicInteger();

            Crowd.of(
                            NODES,
                            "apt",
                            name -> apts.get(next.getAndIncrement())
                                    .within(LIMIT)
                                    .install(COLD)
                                    .orFail())
                    .results();

            assertThat(apts)
                    .allSatisfy(apt ->
                            assertThat(apt.downloads().values()).containsExactly(sha256(all)));
            assertThat(copies(all, before)).isBetween(1.0, 1.2);
        }
    }

    @Test
    void get_leaderIsKilledHalfway_oneOtherGoesOn() throws IOException {
        try (Neighbourhood all = Neighbourhood.in(folder)) {
            String path = start(all);
            long before = all.mirror().bodyBytes();
            Crowd<Optional<String>> crowd = getAll(all, path);
            await("half of the file")
                    .atMost(LIMIT)
                    .until(() -> all.mirror().bodyBytes() - before > SIZE_BYTES / 2);
            Member leader = members.stream()
                    .max(Comparator.comparingLong(member -> member.bytes().fromMirror()))
                    .orElseThrow();
            leader.node().kill();

            List<String> whole =
                    crowd.results().stream().flatMap(Optional::stream).toList();

            assertThat(whole).hasSize(NODES - 1).containsOnly(sha256(all));
            assertThat(copies(all, before)).isBetween(1.0, 1.5);
        }
    }
}
