package dev.potluck.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ArchivePath;
import dev.potluck.hashdb.HashDb;
import dev.potluck.hashdb.Table;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What is remembered beside the snapshots: unlisted files, and which indexes are used. */
final class ResourcesTest {
    private static final RootPlace PLACE = new RootPlace("a", new ArchivePath("LIST"));
    private static final ArchivePath INDEX = new ArchivePath("main.idx");

    private final AtomicLong clockMs = new AtomicLong(TimeUnit.DAYS.toMillis(10_000));
    private HashDb db;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        db = HashDb.open(folder, 16 << 20);
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void find_whatWasPut_isTheLastVersionOfThatAddress() throws Exception {
        Resources resources = new Resources(db);
        Resources.Resource first = resource("\"1\"", "text/plain; x=é", 1);
        Resources.Resource second = resource("", "", 2);
        resources.put("a/x", first);
        resources.put("a/y", second);
        assertThat(resources.find("a/x")).contains(first);
        assertThat(resources.find("a/y")).contains(second);
        assertThat(resources.find("a/z")).isEmpty();
        resources.put("a/x", second);
        assertThat(resources.find("a/x")).contains(second);
    }

    @Test
    void usedSince_severalRoots_areKeptApart() throws Exception {
        IndexUsage usage = new IndexUsage(db, clockMs::get);
        usage.record(PLACE, INDEX);
        usage.record(PLACE, new ArchivePath("é.idx"));
        usage.record(new RootPlace("b", PLACE.path()), new ArchivePath("other.idx"));
        settle();
        assertThat(usage.usedSince(PLACE, 0))
                .containsExactlyInAnyOrder(INDEX, new ArchivePath("é.idx"));
    }

    @Test
    void usedSince_oldUse_isLeftOut() throws Exception {
        IndexUsage usage = new IndexUsage(db, clockMs::get);
        usage.record(PLACE, INDEX);
        settle();
        assertThat(usage.usedSince(PLACE, clockMs.get())).containsExactly(INDEX);
        assertThat(usage.usedSince(PLACE, clockMs.get() + 1)).isEmpty();
    }

    @Test
    void record_usedAllTheTime_isWrittenNowAndThen() throws Exception {
        IndexUsage usage = new IndexUsage(db, clockMs::get);
        usage.record(PLACE, INDEX);
        settle();
        db.writeNow(view -> view.deletePrefix(Table.USAGE, PLACE.key()));
        clockMs.addAndGet(TimeUnit.HOURS.toMillis(5));
        usage.record(PLACE, INDEX);
        settle();
        assertThat(usage.usedSince(PLACE, 0)).as("written again too soon").isEmpty();
        clockMs.addAndGet(TimeUnit.HOURS.toMillis(2));
        usage.record(PLACE, INDEX);
        settle();
        assertThat(usage.usedSince(PLACE, 0)).containsExactly(INDEX);
    }

    @Test
    void record_clockThatWentBack_isWrittenAgain() throws Exception {
        IndexUsage usage = new IndexUsage(db, clockMs::get);
        usage.record(PLACE, INDEX);
        clockMs.addAndGet(-TimeUnit.DAYS.toMillis(100));
        usage.record(PLACE, INDEX);
        settle();
        assertThat(usage.usedSince(PLACE, clockMs.get() + 1)).isEmpty();
    }

    private void settle() throws IOException {
        db.writeNow(view -> {});
    }

    private static Resources.Resource resource(String etag, String type, int content) {
        return new Resources.Resource(
                new Validators(etag, ""), type, LineFormat.hash(new byte[] {(byte) content}));
    }
}
