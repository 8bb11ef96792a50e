package dev.potluck.bench;

import java.io.IOException;

/** Brings files into a contender's cache. */
final class Warmth {
    private static final int MAX_TRIES = 50;
    private static final int TRY_INTERVAL_MS = 100;

    private Warmth() {}

    /** Asks for the archive's indexes, as an update of apt would. */
    static void update(Contender contender) throws IOException {
        get(contender, SampleArchive.IN_RELEASE);
        get(contender, SampleArchive.PACKAGES);
    }

    /**
     * Asks for a file until it comes from the cache.
     *
     * @throws IOException if it never does, or is refused
     */
    static void fill(Contender contender, String path) throws IOException {
        for (int i = 0; i < MAX_TRIES; i++) {
            String status = get(contender, path).field("Cache-Status");
            boolean isHit = contender.name().equals(Potluck.NAME) ? status.contains("hit") : i > 0;
            if (isHit) {
                return;
            }
            Pause.milliseconds(TRY_INTERVAL_MS);
        }
        throw new IOException(contender.name() + " does not keep " + path);
    }

    /**
     * One request that must be answered with 200.
     *
     * @throws IOException if it is not
     */
    static RawClient.Answer get(Contender contender, String path) throws IOException {
        RawClient.Answer answer = RawClient.getOnce(contender, path);
        if (answer.status() != 200) {
            throw new IOException(
                    contender.name() + " answers " + path + " with:\n" + answer.head());
        }
        return answer;
    }
}
