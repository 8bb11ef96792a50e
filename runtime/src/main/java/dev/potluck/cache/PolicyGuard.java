package dev.potluck.cache;

import dev.potluck.api.CachedObject;
import dev.potluck.api.EvictionPolicy;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A plugin's policy, until it fails: once it throws or knows no value, or wants everything gone, it
 * is not asked again, and what was not served for the longest time goes first. Used by one thread
 * at a time; what went wrong may be asked for by any.
 */
public final class PolicyGuard {
    private static final Logger log = LoggerFactory.getLogger(PolicyGuard.class);

    private final EvictionPolicy policy;
    private volatile Optional<String> fault = Optional.empty();

    public PolicyGuard(EvictionPolicy policy) {
        this.policy = policy;
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

    void recordAccess(CachedObject object, Instant now) {
        tell(() -> policy.recordAccess(object, now));
    }

    void recordEviction(CachedObject object, Instant now) {
        tell(() -> policy.recordEviction(object, now));
    }

    private void tell(Runnable event) {
        if (fault.isEmpty()) {
            try {
                event.run();
            } catch (RuntimeException | Error e) { // a plugin's class may not even link
                note("failed: " + e, e);
            }
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
