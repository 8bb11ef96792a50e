package dev.potluck.cache;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.api.ContentHash;
import dev.potluck.cache.Selection.Candidate;
import dev.potluck.cache.SweepPlan.Reason;
import dev.potluck.cache.SweepPlan.Removal;
import dev.potluck.hash.ContentHasher;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

final class SelectionTest {
    private static Candidate candidate(int number, Reason reason, double value, long sizeBytes) {
        ContentHash sha256 = ContentHasher.sha256(("file " + number).getBytes(UTF_8));
        StoredObject object =
                new StoredObject(sha256, sizeBytes, 0, 0, 0, 0, -1, true, Optional.empty());
        return new Candidate(object, reason, value, Optional.empty());
    }

    private static List<Removal> choose(long excessBytes, List<Candidate> candidates) {
        Selection selection = new Selection(excessBytes);
        candidates.forEach(selection::offer);
        return selection.removals();
    }

    @Test
    void removals_severalTurns_staleFirstAndWhatIsUsedLast() {
        List<Removal> removals = choose(
                30,
                List.of(
                        candidate(1, Reason.NOTHING_ELSE_LEFT, 0, 10),
                        candidate(2, Reason.LEAST_WORTH, 5, 10),
                        candidate(3, Reason.STALE, 9, 10),
                        candidate(4, Reason.UNLISTED, 4, 10)));
        assertThat(removals)
                .extracting(Removal::reason)
                .containsExactly(Reason.STALE, Reason.UNLISTED, Reason.LEAST_WORTH);
    }

    @Test
    void removals_roomLeft_onlyWhatIsStaleGoes() {
        List<Removal> removals = choose(
                0,
                List.of(
                        candidate(1, Reason.LEAST_WORTH, 0, 10),
                        candidate(2, Reason.STALE, 0, 10)));
        assertThat(removals).extracting(Removal::reason).containsExactly(Reason.STALE);
    }

    @Test
    void missingBytes_moreHasToGoThanMay_isTheRest() {
        Selection selection = new Selection(100);
        selection.offer(candidate(1, Reason.LEAST_WORTH, 0, 30));
        assertThat(selection.missingBytes()).isEqualTo(70);
    }

    @Test
    void removals_offeredInAnyOrder_areTheLowestThatSuffice() {
        Random random = new Random(7);
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            candidates.add(
                    candidate(i, Reason.LEAST_WORTH, random.nextInt(100), 1 + random.nextInt(50)));
        }
        List<Removal> removals = choose(3_000, candidates);

        long bytes =
                removals.stream().mapToLong(one -> one.object().sizeBytes()).sum();
        long last = removals.get(removals.size() - 1).object().sizeBytes();
        assertThat(bytes).isGreaterThanOrEqualTo(3_000);
        assertThat(bytes - last).isLessThan(3_000);
        Collections.shuffle(candidates, random);
        assertThat(choose(3_000, candidates)).isEqualTo(removals);
    }
}
