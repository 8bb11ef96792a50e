package dev.potluck.it;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Several clients at once, each in a thread. */
final class Crowd<T> {
    private static final long LIMIT_S = 120;

    private final List<Future<T>> futures = new ArrayList<>();

    /** What one client does; the name is its own. */
    interface Member<T> {
        T act(String name) throws Exception;
    }

    private Crowd() {}

    /** Starts so many clients; they are under way when this returns. */
    static <T> Crowd<T> of(int size, String name, Member<T> member) {
        Crowd<T> crowd = new Crowd<>();
        ExecutorService threads = Executors.newFixedThreadPool(size);
        for (int i = 0; i < size; i++) {
            String ownName = name + "-" + i;
            crowd.futures.add(threads.submit(() -> member.act(ownName)));
        }
        threads.shutdown();
        return crowd;
    }

    /** What each client got; waits for all. */
    List<T> results() {
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            try {
                results.add(future.get(LIMIT_S, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while clients ran", e);
            } catch (ExecutionException | TimeoutException e) {
                throw new AssertionError("a client failed", e);
            }
        }
        return results;
    }
}
