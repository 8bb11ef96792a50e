package dev.potluck.swarm;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The question which of some files a neighbour has, and the answer.
 *
 * <pre>
 * question  32 bytes a hash: SHA-256, at most 4,096 of them
 * answer    8 bytes      tag: any number that tells nodes apart
 *           3 bytes each state u8: 0 no, 1 complete, 2 fetching from a mirror, 3 following a fetch
 *                        age u16, big-endian: of the fetch, in ms; 65535 for more
 * </pre>
 *
 * <p>Sample answer for two files, the second being fetched for 300 ms: {@code 00 00 00 00 00 00 00
 * 2a | 00 00 00 | 02 01 2c}.
 */
public final class Have {
    /** Files in one question. */
    public static final int MAX_HASHES = 4_096;

    public static final int HASH_BYTES = 32;
    private static final int STATE_BYTES = 3;
    private static final int MAX_AGE_MS = 0xffff;

    private Have() {}

    /** How far a node is with a file. */
    public enum State {
        NO(0),
        COMPLETE(1),
        FETCHING(2),
        FOLLOWING(3);

        private final int code;

        State(int code) {
            this.code = code;
        }

        private static Optional<State> of(int code) {
            return Stream.of(values()).filter(state -> state.code == code).findFirst();
        }
    }

    /**
     * What a node says of one file.
     *
     * @param ageMs how long its fetch has been under way; 0 without one
     */
    public record Holding(State state, long ageMs) {
        public static final Holding NO = new Holding(State.NO, 0);
        public static final Holding COMPLETE = new Holding(State.COMPLETE, 0);
    }

    /**
     * An answer.
     *
     * @param tag of the node that gives it
     * @param holdings in the order of the question
     */
    public record Answer(long tag, List<Holding> holdings) {}

    /** Length of the answer to a question for so many files. */
    static int answerBytes(int hashes) {
        return Long.BYTES + hashes * STATE_BYTES;
    }

    static byte[] question(List<ContentHash> hashes) {
        ByteBuffer out = ByteBuffer.allocate(hashes.size() * HASH_BYTES);
        hashes.forEach(hash -> out.put(hash.digest()));
        return out.array();
    }

    /** Reads a question; nothing if it is none. */
    public static Optional<List<ContentHash>> parseQuestion(byte[] body) {
        int count = body.length / HASH_BYTES;
        if (body.length % HASH_BYTES != 0 || count == 0 || count > MAX_HASHES) {
            return Optional.empty();
        }
        List<ContentHash> hashes = new ArrayList<>(count);
        ByteBuffer in = ByteBuffer.wrap(body);
        for (int i = 0; i < count; i++) {
            byte[] digest = new byte[HASH_BYTES];
            in.get(digest);
            hashes.add(ContentHash.of(HashAlgorithm.SHA256, digest));
        }
        return Optional.of(hashes);
    }

    public static byte[] encode(Answer answer) {
        ByteBuffer out = ByteBuffer.allocate(answerBytes(answer.holdings().size()));
        out.putLong(answer.tag());
        for (Holding holding : answer.holdings()) {
            out.put((byte) holding.state().code);
            out.putShort((short) Math.min(MAX_AGE_MS, holding.ageMs()));
        }
        return out.array();
    }

    /** Reads an answer for so many files; nothing if it is none. */
    static Optional<Answer> parseAnswer(byte[] body, int hashes) {
        if (body.length != answerBytes(hashes)) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(body);
        long tag = in.getLong();
        List<Holding> holdings = new ArrayList<>(hashes);
        for (int i = 0; i < hashes; i++) {
            Optional<State> state = State.of(in.get() & 0xff);
            long ageMs = in.getShort() & 0xffff;
            if (state.isEmpty()) {
                return Optional.empty();
            }
            holdings.add(new Holding(state.get(), ageMs));
        }
        return Optional.of(new Answer(tag, holdings));
    }

    /** Fetches that began within so much time of each other began at once: answers take time. */
    static final long SAME_TIME_MS = 5;

    /**
     * Whether to follow another's fetch rather than go on with one's own: one of all that start at
     * once must ask the mirror. Who began clearly earlier; else who has the smaller tag.
     *
     * @param of what it says of the file
     * @param ownAgeMs how long we have been at it, when the answer came
     * @param tripMs from the question to the answer; somewhere in it the other looked at its clock
     */
    static boolean isAhead(Answer other, Holding of, long ownTag, long ownAgeMs, long tripMs) {
        if (of.state() != State.FETCHING || other.tag() == ownTag) {
            return false;
        }
        long earlierMs = of.ageMs() - ownAgeMs;
        return earlierMs > SAME_TIME_MS
                || earlierMs >= -SAME_TIME_MS - tripMs
                        && Long.compareUnsigned(other.tag(), ownTag) < 0;
    }
}
