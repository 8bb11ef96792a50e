package dev.potluck.cache;

import dev.potluck.api.CachedObject;
import dev.potluck.api.EvictionPolicy;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A plugin's policy, until it fails: once it throws or knows no value, does not come back, or wants
 * everything gone, it is not asked again, and what was not served for the longest time goes first.
 * Used by one thread at a time; what went wrong may be asked for by any.
 */
public final class PolicyGuard {
    private static final Logger log = LoggerFactory.getLogger(PolicyGuard.class);

    /** For judging all objects once; a hundred thousand take a good policy a second. */
    private static final long MAX_JUDGEMENT_MS = 60_000;

    private final EvictionPolicy policy;
    private final long maxJudgementMs;
    private volatile Optional<String> fault = Optional.empty();

    public PolicyGuard(EvictionPolicy policy) {
        this(policy, MAX_JUDGEMENT_MS);
    }

    PolicyGuard(EvictionPolicy policy, long maxJudgementMs) {
        this.policy = policy;
        this.maxJudgementMs = maxJudgementMs;
    }

    /** Asks the policy something, perhaps often. */
    interface Judgement<T> {
        T judge() throws PolicyFailedException;
    }

    /**
     * Has a judgement made on a thread of its own: Java cannot end one that does not come back, so
     * it is left behind. Blocking.
     */
    <T> T inTime(Judgement<T> judgement) throws PolicyFailedException {
        if (fault.isPresent()) {
            return judgement.judge();
        }
        FutureTask<T> task = new FutureTask<>(judgement::judge);
        Thread thread = new Thread(task, "policy-" + policy.name());
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(maxJudgementMs, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw failed("did not come back within " + maxJudgementMs + " ms", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PolicyFailedException known) {
                throw known;
            }
            throw failed("failed: " + e.getCause(), e.getCause());
        }
    }

    /** Ends a judgement that the policy has failed in; it is made anew without it. */
    static final class PolicyFailedException extends Exception {
        private static final long serialVersionUID = 1L;

        PolicyFailedException(String message) {
            super(message);
        }
    }

    /** Who judges now. */
    public String name() {
        return fault.isEmpty() ? policy.name() : "lru";
    }

    /** Why the policy that was wanted does not judge any more. */
    public Optional<String> fault() {
        return fault;
    }

    double value(CachedObject object, Instant now) throws PolicyFailedException {
        if (fault.isPresent()) {
            return object.lastAccess().toEpochMilli();
        }
        double value = ask(() -> policy.retentionValue(object, now));
        if (Double.isNaN(value)) {
            throw failed("answered NaN for " + object.hash(), null);
        }
        return value;
    }

    boolean isStale(CachedObject object, Instant now) throws PolicyFailedException {
        return fault.isEmpty() && ask(() -> policy.isStale(object, now));
    }

    PolicyFailedException wantedEverythingGone() {
        return failed("wants everything gone", null);
    }

    /**
     * Tells of objects that were served.
     *
     * @param served how often each was
     */
    void recordAccesses(Map<? extends CachedObject, Integer> served, Instant now) {
        tell(() -> served.forEach((object, times) -> {
            for (int i = 0; i < times; i++) {
                policy.recordAccess(object, now);
            }
        }));
    }

    /** Tells of objects that went. */
    void recordEvictions(List<? extends CachedObject> gone, Instant now) {
        tell(() -> gone.forEach(object -> policy.recordEviction(object, now)));
    }

    private void tell(Runnable events) {
        if (fault.isPresent()) {
            return;
        }
        try {
            inTime(() -> {
                events.run(); // a plugin's class may not even link
                return true;
            });
        } catch (PolicyFailedException noted) {
            log.debug("not told any more: {}", noted.getMessage());
        }
    }

    private <T> T ask(Supplier<T> question) throws PolicyFailedException {
        try {
            return question.get();
        } catch (RuntimeException | Error e) {
            throw failed("failed: " + e, e);
        }
    }

    private PolicyFailedException failed(String what, @Nullable Throwable cause) {
        note(what, cause);
        return new PolicyFailedException(what);
    }

    private void note(String what, @Nullable Throwable cause) {
        String text = "the eviction policy " + policy.name() + " " + what;
        fault = Optional.of(text);
        log.warn("{}; lru takes over", text, cause);
    }
}
