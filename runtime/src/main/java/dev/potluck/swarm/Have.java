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
 *           3 bytes each state u8: 0 no, 1 complete, 2 fetching from a mirror, 3 following a fetch,
 *                                  4 about to ask a mirror; and 0x80 if some of what is there
 *                                  came from others and is not verified
 *                        pieces u16, big-endian: whole pieces that are there; 65535 for more
 * </pre>
 *
 * <p>Sample answer for two files, three pieces being there of the second: {@code 00 00 00 00 00 00
 * 00 2a | 00 00 00 | 02 00 03}.
 */
public final class Have {
    /** Files in one question. */
    public static final int MAX_HASHES = 4_096;

    public static final int HASH_BYTES = 32;
    private static final int STATE_BYTES = 3;
    private static final int MAX_PIECES = 0xffff;
    private static final int HEARSAY = 0x80;

    private Have() {}

    /** How far a node is with a file. */
    public enum State {
        NO(0),
        COMPLETE(1),
        FETCHING(2),
        /** It follows another's fetch, and is not to be followed. */
        FOLLOWING(3),
        /** It will ask a mirror in a moment, if nobody else does. */
        WANTING(4);

        private final int code;

        State(int code) {
            this.code = code;
        }

        private static Optional<State> of(int code) {
            return Stream.of(values()).filter(state -> state.code == code).findFirst();
        }

        /** Whether its fetch may be followed. */
        public boolean isLeading() {
            return this == FETCHING || this == WANTING;
        }
    }

    /**
     * What a node says of one file.
     *
     * @param pieces how many of the first ones are there of a fetch; 0 without one
     * @param isHearsay whether some of them came from others and are not verified
     */
    public record Holding(State state, int pieces, boolean isHearsay) {
        public static final Holding NO = new Holding(State.NO, 0);
        public static final Holding COMPLETE = new Holding(State.COMPLETE, 0);

        /** All of it first-hand. */
        public Holding(State state, int pieces) {
            this(state, pieces, false);
        }
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
            int hearsay = holding.isHearsay() ? HEARSAY : 0;
            out.put((byte) (holding.state().code | hearsay));
            out.putShort((short) Math.min(MAX_PIECES, holding.pieces()));
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
            int first = in.get() & 0xff;
            Optional<State> state = State.of(first & ~HEARSAY);
            int pieces = in.getShort() & 0xffff;
            if (state.isEmpty()) {
                return Optional.empty();
            }
            holdings.add(new Holding(state.get(), pieces, (first & HEARSAY) != 0));
        }
        return Optional.of(new Answer(tag, holdings));
    }

    /** Fetches are equally far when they differ by no more: 1 MiB. */
    static final int SAME_PIECES = 2;

    /**
     * Whether to follow another's fetch rather than go on with one's own: one of all that fetch the
     * same must ask the mirror. Who has clearly more; else who asks the mirror already; else who
     * has the smaller tag. What is told is a moment old, and both may come to the same answer:
     * whoever begins to follow lets his own followers go, and all ask again.
     *
     * @param theirs what the other says of the file
     * @param ours how far we were when we asked, so that a slow answer does not favour us
     */
    static boolean isAhead(Answer other, Holding theirs, long ownTag, Holding ours) {
        if (!theirs.state().isLeading() || other.tag() == ownTag) {
            return false;
        }
        int lead = theirs.pieces() - ours.pieces();
        if (Math.abs(lead) > SAME_PIECES) {
            return lead > 0;
        }
        return theirs.state() == ours.state()
                ? Long.compareUnsigned(other.tag(), ownTag) < 0
                : theirs.state() == State.FETCHING;
    }
}
