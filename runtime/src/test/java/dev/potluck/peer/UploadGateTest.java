package dev.potluck.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.net.Timers;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Slots, tokens and turns, in virtual time. */
final class UploadGateTest {
    private final ManualClock clock = new ManualClock();

    private static final class ManualClock implements Timers, InstantSource {
        private final List<Runnable> tasks = new ArrayList<>();
        private long nowMs;

        @Override
        public long nowMs() {
            return nowMs;
        }

        @Override
        public Handle schedule(long delayMs, Runnable task) {
            tasks.add(task);
            return () -> tasks.remove(task);
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(nowMs);
        }

        void advance(long ms) {
            nowMs += ms;
            List<Runnable> due = new ArrayList<>(tasks);
            tasks.clear();
            due.forEach(Runnable::run);
        }
    }

    private static InetAddress peer(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {8, 8, 8, (byte) last});
    }

    private UploadGate gate(UploadLimits limits) {
        return new UploadGate(limits, MonthlyCap.unused(limits.bytesPerMonth(), clock), clock);
    }

    @Test
    void enter_slotsTaken_isRefusedUntilOneLeaves() throws Exception {
        UploadGate gate = gate(new UploadLimits(1 << 20, 1 << 30, 2));
        assertThat(gate.enter(peer(1), false)).isTrue();
        assertThat(gate.enter(peer(2), false)).isTrue();
        assertThat(gate.enter(peer(3), true)).isFalse();
        gate.leave(peer(1));
        assertThat(gate.enter(peer(3), true)).isTrue();
    }

    @Test
    void enter_onePeerAskingForAll_leavesRoomForOthers() throws Exception {
        UploadGate gate = gate(new UploadLimits(1 << 20, 1 << 30, 48));
        int taken = 0;
        while (gate.enter(peer(1), false)) {
            taken++;
        }
        assertThat(taken).isEqualTo(UploadLimits.SLOTS_PER_PEER);
        assertThat(gate.enter(peer(2), false)).isTrue();
    }

    @Test
    void await_onePeerWithManyRequests_hasOneTurnInTwo() throws Exception {
        UploadGate gate = gate(new UploadLimits(128 << 10, 1 << 30, 48));
        int[] sent = new int[2];
        for (int i = 0; i < 20; i++) {
            gate.await(peer(1), bytes -> count(sent, 0, bytes));
        }
        for (int i = 0; i < 5; i++) {
            gate.await(peer(2), bytes -> count(sent, 1, bytes));
        }
        for (int i = 0; i < 8; i++) {
            clock.advance(500);
        }
        assertThat(sent[1]).isBetween(sent[0] / 2, sent[0]);
        assertThat(sent[0] + sent[1]).isLessThanOrEqualTo(5 * (128 << 10));
    }

    private static int count(int[] sent, int of, int bytes) {
        sent[of] += bytes;
        return bytes;
    }

    @Test
    void await_monthUsedUp_givesNothingUntilTheNext() throws Exception {
        UploadLimits limits = new UploadLimits(1 << 20, 100_000, 8);
        UploadGate gate = gate(limits);
        int[] sent = new int[1];
        for (int i = 0; i < 5; i++) {
            gate.await(peer(1), bytes -> count(sent, 0, bytes));
        }
        assertThat(sent[0]).isEqualTo(100_000);
        assertThat(gate.enter(peer(1), false)).isFalse();
        clock.advance(32L * 24 * 3_600_000);
        assertThat(gate.enter(peer(1), false)).isTrue();
    }
}
