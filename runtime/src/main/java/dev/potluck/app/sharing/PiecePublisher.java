package dev.potluck.app.sharing;

import dev.potluck.app.sharing.PublicObjects.PublicFile;
import dev.potluck.bencode.ByteString;
import dev.potluck.dht.krpc.NodeId;
import dev.potluck.net.Timers;
import dev.potluck.swarm.PieceHashes;
import dev.potluck.swarm.PieceHashes.Home;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sees to it that others find the piece hashes of our files in the DHT: computes them before a new
 * file is announced, one file at a time, and puts the lists of 5 to 69 pieces as items.
 *
 * <p>An item costs about as much as announcing 100 keys. So new files come first, one item in
 * {@value #ITEM_INTERVAL_MS} ms at most; then those of the cache, in the order of their keys.
 *
 * <p>Lives on the node's context.
 */
final class PiecePublisher {
    /** New files that wait for their hashes; more are announced without. */
    static final int MAX_WAITING = 1_024;
    /** New files whose items wait; more are left to the round. */
    static final int MAX_NEW_ITEMS = 64;
    /** So that items take a quarter of the byte budget. */
    static final long ITEM_INTERVAL_MS = 240_000;
    /** How often files of the cache are looked after. */
    static final long TICK_MS = 5_000;
    /** Files looked at in one tick. */
    static final int FILES_PER_TICK = 256;

    private static final Logger log = LoggerFactory.getLogger(PiecePublisher.class);
    private static final NodeId ZERO = NodeId.ofHex("0".repeat(2 * NodeId.SIZE_BYTES));

    private record Waiting(PublicFile file, Runnable whenReady) {}

    private final PublicObjects objects;
    private final OfferedLists lists;
    private final Timers timers;
    private final Consumer<ByteString> items;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Deque<PublicFile> newItems = new ArrayDeque<>();
    private NodeId hashCursor = ZERO;
    private NodeId itemCursor = ZERO;
    private long nextItemMs;
    private boolean hashing;
    private boolean stopped;

    /** @param items takes the lists that belong into the DHT */
    PiecePublisher(
            PublicObjects objects, OfferedLists lists, Timers timers, Consumer<ByteString> items) {
        this.objects = objects;
        this.lists = lists;
        this.timers = timers;
        this.items = items;
    }

    void start() {
        timers.schedule(TICK_MS, this::tick);
    }

    void stop() {
        stopped = true;
        waiting.clear();
        newItems.clear();
    }

    /** A file came; {@code whenReady} runs once it can be announced with what there is to say. */
    void prepare(PublicFile file, Runnable whenReady) {
        if (isListed(file) || waiting.size() >= MAX_WAITING) {
            offerItem(file);
            whenReady.run();
            return;
        }
        waiting.add(new Waiting(file, whenReady));
        hashNext();
    }

    private boolean isListed(PublicFile file) {
        return PieceHashes.homeOf(file.sizeBytes()) == Home.NOWHERE
                || lists.find(file.sha256(), file.sizeBytes()).isPresent();
    }

    private static boolean isItem(PublicFile file) {
        return PieceHashes.homeOf(file.sizeBytes()) == Home.DHT_ITEM;
    }

    private void offerItem(PublicFile file) {
        if (isItem(file) && newItems.size() < MAX_NEW_ITEMS) {
            newItems.add(file);
        }
    }

    private void hashNext() {
        Waiting next = hashing || stopped ? null : waiting.poll();
        if (next != null) {
            hash(next);
        }
    }

    private void hash(Waiting next) {
        PublicFile file = next.file();
        hashing = true;
        lists.compute(file.sha256(), file.sizeBytes()).onComplete(done -> {
            hashing = false;
            if (done.failed()) {
                // It may have left the cache meanwhile.
                log.debug(
                        "no piece hashes of {}: {}", file.sha256(), done.cause().getMessage());
            }
            if (!stopped) {
                offerItem(file);
                next.whenReady().run();
                hashNext();
            }
        });
    }

    private void tick() {
        if (stopped) {
            return;
        }
        timers.schedule(TICK_MS, this::tick);
        if (!hashing) {
            hashOneOfTheCache();
        }
        if (timers.nowMs() >= nextItemMs) {
            putNextItem();
        }
    }

    private void hashOneOfTheCache() {
        List<PublicFile> files = objects.from(hashCursor, FILES_PER_TICK);
        for (PublicFile file : files) {
            hashCursor = file.key().next();
            if (!isListed(file)) {
                hash(new Waiting(file, () -> {}));
                return;
            }
        }
        hashCursor = files.size() < FILES_PER_TICK ? ZERO : hashCursor;
    }

    private void putNextItem() {
        Optional<PublicFile> next = Optional.ofNullable(newItems.poll()).or(this::nextOfTheCache);
        next.filter(file -> objects.contains(file.sha256()))
                .flatMap(file -> lists.find(file.sha256(), file.sizeBytes()))
                .ifPresent(list -> {
                    nextItemMs = timers.nowMs() + ITEM_INTERVAL_MS;
                    items.accept(ByteString.of(list.toBytes()));
                });
    }

    private Optional<PublicFile> nextOfTheCache() {
        List<PublicFile> files = objects.from(itemCursor, FILES_PER_TICK);
        for (PublicFile file : files) {
            itemCursor = file.key().next();
            if (isItem(file) && isListed(file)) {
                return Optional.of(file);
            }
        }
        itemCursor = files.size() < FILES_PER_TICK ? ZERO : itemCursor;
        return Optional.empty();
    }
}
