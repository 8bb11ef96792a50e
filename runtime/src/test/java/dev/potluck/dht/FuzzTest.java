package dev.potluck.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.potluck.dht.krpc.NodeInfo;
import dev.potluck.net.Endpoint;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Hostile datagrams against a whole node. The corpus ({@code dht/corpus}) is mutated from one seed;
 * a packet that once did harm is added there as a file. {@code -Dfuzz.seed} and {@code -Dfuzz.runs}
 * replay and prolong.
 */
final class FuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", 20_261_123L);
    private static final int RUNS = Integer.getInteger("fuzz.runs", 20_000);
    private static final int MAX_DATAGRAM_BYTES = 3_000;

    private final ManualTimers timers = new ManualTimers();
    private final RandomGenerator random = Samples.random(SEED);
    private final RecordingPort port = new RecordingPort();
    private final Dht dht = new Dht(port, timers, Samples.random(1), DhtSettings.dualStack(9_978));
    private long receivedBytes;
    private long sentBytes;

    @Test
    void receive_corpusAsItIs_doesNoHarm() {
        for (byte[] packet : corpus()) {
            deliver(Samples.publicEndpoint(random), packet, "as it is");
        }
        dht.checkInvariant();
    }

    @Test
    void receive_mutatedPackets_neverThrowAndNeverAmplify() {
        List<byte[]> corpus = corpus();
        for (int run = 0; run < RUNS; run++) {
            byte[] packet = mutate(corpus.get(random.nextInt(corpus.size())));
            deliver(Samples.publicEndpoint(random), packet, "run " + run);
            if (run % 500 == 0) {
                timers.advance(1_000);
                dht.checkInvariant();
            }
        }
        dht.checkInvariant();
        assertThat(sentBytes).as("seed %s", SEED).isLessThan(3 * receivedBytes);
        assertThat(dht.nodes()).as("seed %s: nobody has answered us", SEED).isEmpty();
    }

    @Test
    void receive_mutatedAnswersToOurQuestions_neverThrow() {
        NodeInfo seed = Samples.node(random);
        dht.start(() -> List.of(seed.endpoint()));
        List<byte[]> corpus = corpus();
        for (int run = 0; run < RUNS / 10; run++) {
            timers.advance(500);
            int sentNow = port.sent.size();
            for (RecordingPort.Sent sent : new ArrayList<>(port.sent)) {
                byte[] answer = mutate(corpus.get(random.nextInt(corpus.size())));
                byte[] id = sent.message().transactionId().toBytes();
                deliver(sent.to(), withTransaction(answer, id), "answer " + run);
            }
            port.sent.subList(0, sentNow).clear();
            if (run % 100 == 0) {
                dht.checkInvariant();
            }
        }
        dht.checkInvariant();
    }

    private void deliver(Endpoint from, byte[] packet, String what) {
        int before = port.sent.size();
        receivedBytes += packet.length;
        assertThatCode(() -> port.deliver(from, packet))
                .as("seed %s, %s, packet %s", SEED, what, latin1(packet))
                .doesNotThrowAnyException();
        for (RecordingPort.Sent sent : port.sent.subList(before, port.sent.size())) {
            sentBytes += sent.length();
        }
    }

    private byte[] mutate(byte[] original) {
        byte[] packet = original.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && packet.length > 0; i++) {
            int at = random.nextInt(packet.length);
            switch (random.nextInt(7)) {
                case 0 -> packet[at] = (byte) random.nextInt();
                case 1 -> packet = Arrays.copyOf(packet, at);
                case 2 -> packet = spliced(packet, at, 0, packet, random.nextInt(packet.length));
                case 3 -> packet = spliced(packet, at, 1, new byte[0], 0);
                case 4 -> packet[at] = (byte) "0123456789deil:-".charAt(random.nextInt(16));
                case 5 -> packet = spliced(packet, at, 0, bytes("l".repeat(40)), 40);
                default -> packet = spliced(packet, at, 0, bytes("99999:"), 6);
            }
        }
        return packet.length > MAX_DATAGRAM_BYTES
                ? Arrays.copyOf(packet, MAX_DATAGRAM_BYTES)
                : packet;
    }

    /**
     * {@code packet} with {@code cut} bytes at {@code at} replaced by the start of {@code insert}.
     */
    private static byte[] spliced(byte[] packet, int at, int cut, byte[] insert, int length) {
        byte[] longer = new byte[packet.length - cut + length];
        System.arraycopy(packet, 0, longer, 0, at);
        System.arraycopy(insert, 0, longer, at, length);
        System.arraycopy(packet, at + cut, longer, at + length, packet.length - at - cut);
        return longer;
    }

    private static byte[] withTransaction(byte[] packet, byte[] id) {
        String text = latin1(packet);
        String replaced = text.replace("4:aaaa", "4:" + latin1(id));
        return replaced.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static List<byte[]> corpus() {
        try {
            Path folder = Path.of(
                    Objects.requireNonNull(FuzzTest.class.getResource("/dev/potluck/dht/corpus"))
                            .toURI());
            try (Stream<Path> files = Files.list(folder).sorted()) {
                return files.map(FuzzTest::read).toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
