package dev.potluck.hashdb;

import org.lmdbjava.ByteArrayProxy;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The node's database: reads from any thread, writes from one thread that commits all that waits at
 * once (group commit: a commit costs milliseconds whatever is in it).
 *
 * <p>Several processes may have one database open: LMDB locks between them. The map is sparse and
 * large from the start, as it cannot grow while a transaction is open. {@code MDB_NOMETASYNC} may
 * lose the last commits when the machine crashes, never the database: all that is in here can be
 * had again from blobs and mirrors.
 */
public final class HashDb implements AutoCloseable {
    /** Address space, not disk: the file is sparse. */
    public static final long DEFAULT_MAP_BYTES = 16L << 30;

    private static final int MAX_QUEUED_UPDATES = 10_000;
    private static final int MAX_UPDATES_PER_COMMIT = 1_000;
    private static final int MAX_READERS = 256;

    private final Env<byte[]> env;
    private final Map<Table, Dbi<byte[]>> tables = new EnumMap<>(Table.class);
    private final BlockingQueue<Update> queue = new LinkedBlockingQueue<>(MAX_QUEUED_UPDATES);

    /** Held shared by each transaction: closing under an open one would crash the JVM. */
    private final ReentrantReadWriteLock openLock = new ReentrantReadWriteLock();

    private final CompletableFuture<Boolean> writerEnded = new CompletableFuture<>();
    private final Thread writer = new Thread(this::writeUntilClosed, "hashdb-writer");
    private volatile boolean closed;

    private HashDb(Env<byte[]> env) {
        this.env = env;
        for (Table table : Table.values()) {
            String name = table.name().toLowerCase(Locale.ROOT);
            tables.put(table, env.openDbi(name, DbiFlags.MDB_CREATE));
        }
        writer.setDaemon(true);
        writer.start();
    }

    /** Loads what {@link #open} needs, ahead of it; what goes wrong is told by that. */
    public static void preload() {
        try {
            NativeLibrary.load();
        } catch (IOException | LinkageError toldByOpen) {
            return;
        }
    }

    /**
     * Opens the database in {@code folder}, making it if it is missing.
     *
     * @param mapBytes upper bound of the database's size
     * @throws HashDbException if it is damaged or cannot be opened
     */
    public static HashDb open(Path folder, long mapBytes) throws IOException {
        Files.createDirectories(folder);
        NativeLibrary.load();
        try {
            return new HashDb(Env.create(ByteArrayProxy.PROXY_BA)
                    .setMapSize(mapBytes)
                    .setMaxDbs(Table.values().length)
                    .setMaxReaders(MAX_READERS)
                    .open(folder.toFile(), EnvFlags.MDB_NOMETASYNC, EnvFlags.MDB_NOTLS));
        } catch (LmdbException e) {
            throw new HashDbException(
                    ("cannot open the database in %s (%s); if it is damaged, delete that folder:"
                                    + " the node finds its objects again")
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    /** Reads in one transaction. The callback must not block, and must not let the view escape. */
    public <T> T read(Function<ReadTransaction, T> reader) {
        openLock.readLock().lock();
        try {
            requireOpen();
            try (Txn<byte[]> txn = env.txnRead()) {
                return reader.apply(new ReadTransaction(txn, tables));
            }
        } finally {
            openLock.readLock().unlock();
        }
    }

    /**
     * Changes tables in one transaction, soon, on the writer's thread. The callback may run twice
     * (a commit that fails for another's fault is tried again without it), so it has no other
     * effects than such as may come twice, or without the commit. No other process writes
     * meanwhile.
     *
     * @return completes with true after the commit; fails with {@link HashDbException} if the map
     *     is full
     */
    public CompletableFuture<Boolean> write(Consumer<WriteTransaction> change) {
        Update update = new Update(change, new CompletableFuture<>());
        if (closed) {
            refuse(update);
        } else if (!queue.offer(update)) {
            update.done()
                    .completeExceptionally(new HashDbException("more than " + MAX_QUEUED_UPDATES
                            + " database updates wait: is the disk too slow?"));
        } else if (closed && queue.remove(update)) {
            refuse(update); // the writer may have ended before the update came
        }
        return update.done();
    }

    private static void refuse(Update update) {
        update.done().completeExceptionally(new IllegalStateException("the database is closed"));
    }

    /**
     * As {@link #write}, but waits for the commit. Blocking.
     *
     * @throws IOException also if the callback throws it in an {@link UncheckedIOException}
     */
    public void writeNow(Consumer<WriteTransaction> change) throws IOException {
        try {
            write(change).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            if (e.getCause() instanceof UncheckedIOException failed) {
                throw failed.getCause();
            }
            throw e;
        }
    }

    /** Deletes the rows of a table that are of no use any more, if there are any. Blocking. */
    public void deleteAll(Table table, BiPredicate<byte[], byte[]> isUseless) throws IOException {
        List<byte[]> useless = new ArrayList<>();
        read(view -> {
            view.scan(
                    table,
                    new byte[0],
                    (key, value) -> !isUseless.test(key, value) || useless.add(key));
            return true;
        });
        if (!useless.isEmpty()) {
            writeNow(view -> useless.forEach(key -> view.delete(table, key)));
        }
    }

    private void writeUntilClosed() {
        List<Update> batch = new ArrayList<>();
        while (!closed || !queue.isEmpty()) {
            try {
                Update next = closed ? queue.poll() : queue.take();
                if (next == null) {
                    continue; // write() took it back
                }
                batch.add(next);
            } catch (InterruptedException e) {
                continue; // close() wakes us
            }
            queue.drainTo(batch, MAX_UPDATES_PER_COMMIT - 1);
            if (!commit(batch) && batch.size() > 1) {
                batch.forEach(update -> commit(List.of(update)));
            }
            batch.clear();
        }
        writerEnded.complete(true);
    }

    /** Commits all or nothing; false if nothing. A lone update that fails is told so. */
    private boolean commit(List<Update> batch) {
        openLock.readLock().lock();
        try (Txn<byte[]> txn = env.txnWrite()) {
            WriteTransaction view = new WriteTransaction(txn, tables);
            for (Update update : batch) {
                update.change().accept(view);
            }
            txn.commit();
        } catch (RuntimeException | Error e) { // an error of one caller must not end all writing
            if (batch.size() == 1) {
                batch.get(0).done().completeExceptionally(explained(e));
            }
            return false;
        } finally {
            openLock.readLock().unlock();
        }
        batch.forEach(update -> update.done().complete(true));
        return true;
    }

    private static Throwable explained(Throwable e) {
        if (e instanceof Env.MapFullException) {
            return new HashDbException("the database is full; raise its map size", e);
        }
        return e instanceof LmdbException
                ? new HashDbException("the database failed: " + e.getMessage(), e)
                : e;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the database is closed");
        }
    }

    /** Waits for updates that were asked for and for readers, then closes. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        writer.interrupt();
        writerEnded.join();
        openLock.writeLock().lock();
        try {
            env.close();
        } finally {
            openLock.writeLock().unlock();
        }
    }

    /** A change and who waits for it. */
    private record Update(Consumer<WriteTransaction> change, CompletableFuture<Boolean> done) {}
}
