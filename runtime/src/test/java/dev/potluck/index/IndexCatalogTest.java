package dev.potluck.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.MalformedIndexException;
import dev.potluck.api.PackageId;
import dev.potluck.api.ResourceKind;
import dev.potluck.hashdb.HashDb;
import dev.potluck.hashdb.Table;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

final class IndexCatalogTest {
    private static final LineFormat FORMAT = new LineFormat();
    private static final Archive ARCHIVE = new Archive("a", true);
    private static final RootPlace PLACE = new RootPlace("a", new ArchivePath("dist/LIST"));
    private static final ArchivePath INDEX = new ArchivePath("dist/main.idx");
    private static final ArchivePath PACKAGE = new ArchivePath("dist/x.pkg");
    private static final byte[] NEW = {1};
    private static final byte[] OLD = {0};

    private final AtomicLong clockMs = new AtomicLong(TimeUnit.DAYS.toMillis(10_000));
    private Path folder;
    private HashDb db;
    private IndexCatalog catalog;

    @BeforeEach
    void open(@TempDir Path temp) throws IOException {
        folder = temp;
        reopen();
    }

    private void reopen() throws IOException {
        if (db != null) {
            db.close();
        }
        db = HashDb.open(folder, 64 << 20);
        catalog = new IndexCatalog(db, List.of(FORMAT), 30, clockMs::get);
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void resolve_nothingAdopted_knowsNamesOnly() {
        assertThat(resolve("dist/LIST")).isInstanceOf(Resolution.Root.class);
        assertThat(resolve("dist/main.idx")).isInstanceOf(Resolution.Unlisted.class);
        assertThat(resolve("dist/x.pkg")).isInstanceOf(Resolution.Unlisted.class);
        assertThat(resolve("dist/LIST.sig")).isInstanceOf(Resolution.Unlisted.class);
        assertThat(resolve("favicon.ico")).isInstanceOf(Resolution.Unlisted.class);
    }

    @Test
    void resolve_archiveOfAFormat_knowsNoOther() {
        Archive ofThis = new Archive("a", true, Optional.of(FORMAT.name()));
        Archive ofAnother = new Archive("a", true, Optional.of("another"));
        ArchivePath root = new ArchivePath("dist/LIST");

        assertThat(catalog.resolve(ofThis, root, ClientView.ofAddress()))
                .isInstanceOf(Resolution.Root.class);
        assertThat(catalog.resolve(ofAnother, root, ClientView.ofAddress()))
                .isInstanceOf(Resolution.Unlisted.class);
        assertThat(catalog.formatNames()).containsExactly(FORMAT.name());
    }

    @Test
    void resolve_hashInThePath_isListedWithoutAnIndex() {
        ContentHash hash = LineFormat.hash(NEW);
        ArchivePath byHash = new ArchivePath("dist/by-hash/" + hash.hex());
        assertThat(resolve(byHash.value()))
                .isEqualTo(new Resolution.Listed(
                        new ExpectedFile(byHash, hash, ExpectedFile.UNKNOWN_SIZE, Optional.empty()),
                        ResourceKind.PACKAGE,
                        FORMAT));
    }

    @Test
    void resolve_adoptedRoot_listsItsIndexesAndTheirByHashPaths() throws Exception {
        byte[] index = index(NEW);
        adopt(root(index));
        ExpectedFile expected =
                new ExpectedFile(INDEX, LineFormat.hash(index), index.length, Optional.empty());
        Resolution listed = new Resolution.Listed(expected, ResourceKind.INDEX, FORMAT);
        assertThat(resolve("dist/main.idx")).isEqualTo(listed);
        assertThat(resolve("dist/by-hash/" + LineFormat.hash(index).hex())).isEqualTo(listed);
        assertThat(resolve("dist/LIST.sig")).isInstanceOf(Resolution.Signature.class);
        assertThat(resolve("dist/x.pkg")).isInstanceOf(Resolution.Unlisted.class);
        assertThat(catalog.resolve(new Archive("b", true), INDEX, ClientView.ofAddress()))
                .isInstanceOf(Resolution.Unlisted.class);
    }

    @Test
    void attach_indexThatARootLists_listsItsPackages() throws Exception {
        byte[] index = index(NEW);
        adopt(root(index));
        assertThat(use(index)).isEqualTo(1);
        assertThat(resolve("dist/x.pkg"))
                .isEqualTo(new Resolution.Listed(
                        new ExpectedFile(
                                PACKAGE,
                                LineFormat.hash(NEW),
                                1,
                                Optional.of(new PackageId("x.pkg", "1", "all"))),
                        ResourceKind.PACKAGE,
                        FORMAT));
        assertThat(catalog.recordUse(ARCHIVE, expected(index)))
                .as("snapshots that still have to read it")
                .isEmpty();
    }

    @Test
    void attach_twice_isDoneOnce() throws Exception {
        byte[] index = index(NEW);
        adopt(root(index));
        List<Snapshot> unread = catalog.recordUse(ARCHIVE, expected(index));
        for (int i = 0; i < 2; i++) {
            catalog.attach(unread, expected(index), FORMAT, stream(index));
        }
        assertThat(current().members()).hasSize(1);
        assertThat(entries()).isEqualTo(3);
    }

    @Test
    void attach_malformedIndex_changesNothing() throws Exception {
        byte[] index = "no hash\n".getBytes(UTF_8);
        adopt(root(index));
        assertThatThrownBy(() -> use(index)).isInstanceOf(MalformedIndexException.class);
        assertThat(current().members()).isEmpty();
    }

    @Test
    void attach_rootReplacedMeanwhile_isDropped() throws Exception {
        byte[] index = index(OLD);
        adopt(root(index));
        List<Snapshot> unread = catalog.recordUse(ARCHIVE, expected(index));
        db.writeNow(view -> {}); // what was recorded is written behind
        adoptWith(root(index(NEW)), index(NEW));
        catalog.attach(unread, expected(index), FORMAT, stream(index));
        assertThat(hashOf("dist/x.pkg", ClientView.ofAddress())).contains(LineFormat.hash(NEW));
    }

    @Test
    void stage_indexThatClientsUse_isMissingUntilItArrived() throws Exception {
        adopt(root(index(OLD)));
        use(index(OLD));
        StagedRoot staged = stage(root(index(NEW)));
        assertThat(staged.missing()).containsExactly(expected(index(NEW)));
        assertThat(hashOf("dist/x.pkg", ClientView.ofAddress()))
                .as("the old state is served while the new one is incomplete")
                .contains(LineFormat.hash(OLD));
        staged.arrived(expected(index(NEW)), stream(index(NEW)));
        catalog.adopt(staged);
        assertThat(hashOf("dist/x.pkg", ClientView.ofAddress())).contains(LineFormat.hash(NEW));
    }

    /** As createrepo_c names them: what clients use has another name in each state. */
    @Test
    void stage_indexWithAHashInItsName_isMissingUnderItsNewName() throws Exception {
        ExpectedFile old = named("0123-main.idx", index(OLD));
        ExpectedFile renamed = named("89ab-main.idx", index(NEW));
        adopt(LineFormat.line("0123-main.idx", index(OLD)));
        catalog.attach(catalog.recordUse(ARCHIVE, old), old, FORMAT, stream(index(OLD)));
        db.writeNow(view -> {}); // what was recorded is written behind
        StagedRoot staged = stage(LineFormat.line("89ab-main.idx", index(NEW)));
        assertThat(staged.missing()).containsExactly(renamed);
        StagedRoot unchanged = stage(LineFormat.line("0123-main.idx", index(OLD)));
        assertThat(unchanged.missing()).isEmpty();
    }

    private static ExpectedFile named(String name, byte[] index) {
        return new ExpectedFile(
                INDEX.sibling(name), LineFormat.hash(index), index.length, Optional.empty());
    }

    @Test
    void stage_indexThatDidNotChange_isCarriedOver() throws Exception {
        adopt(root(index(OLD)));
        use(index(OLD));
        StagedRoot staged = stage(root(index(OLD)) + LineFormat.line("other.idx", NEW));
        assertThat(staged.missing()).isEmpty();
        catalog.adopt(staged);
        assertThat(hashOf("dist/x.pkg", ClientView.ofAddress())).contains(LineFormat.hash(OLD));
    }

    @Test
    void stage_indexThatNobodyUsedLately_isNotWaitedFor() throws Exception {
        adopt(root(index(OLD)));
        use(index(OLD));
        clockMs.addAndGet(TimeUnit.DAYS.toMillis(31));
        assertThat(stage(root(index(NEW))).missing()).isEmpty();
    }

    @Test
    void stage_indexNoLongerListed_isForgotten() throws Exception {
        adopt(root(index(OLD)));
        use(index(OLD));
        adopt("");
        assertThat(resolve("dist/main.idx")).isInstanceOf(Resolution.Unlisted.class);
        assertThat(resolve("dist/x.pkg")).isInstanceOf(Resolution.Unlisted.class);
    }

    @Test
    void stage_malformedRoot_isRefused() {
        assertThatThrownBy(() -> stage("rubbish\n")).isInstanceOf(MalformedIndexException.class);
    }

    @Test
    void resolve_clientThatWasGivenTheOldRoot_seesTheOldStateForAWhile() throws Exception {
        Snapshot old = adopt(root(index(OLD)));
        use(index(OLD));
        ClientView address = ClientView.ofAddress();
        ClientView connection = address.ofConnection();
        connection.give(old);
        Snapshot adopted = adoptWith(root(index(NEW)), index(NEW));

        assertThat(hashOf("dist/x.pkg", connection)).contains(LineFormat.hash(OLD));
        assertThat(hashOf("dist/main.idx", connection)).contains(LineFormat.hash(index(OLD)));
        assertThat(hashOf("dist/x.pkg", address.ofConnection()))
                .as("the same client's next connection")
                .contains(LineFormat.hash(OLD));
        assertThat(hashOf("dist/x.pkg", ClientView.ofAddress())).contains(LineFormat.hash(NEW));

        connection.give(adopted);
        assertThat(hashOf("dist/x.pkg", connection)).contains(LineFormat.hash(NEW));
        connection.give(old);
        clockMs.addAndGet(TimeUnit.MINUTES.toMillis(14));
        catalog.releaseRetired();
        assertThat(hashOf("dist/x.pkg", connection)).contains(LineFormat.hash(OLD));
        clockMs.addAndGet(TimeUnit.MINUTES.toMillis(2));
        catalog.releaseRetired();
        assertThat(hashOf("dist/x.pkg", connection)).contains(LineFormat.hash(NEW));
    }

    @Test
    void releaseRetired_replacedSnapshot_freesItsListings() throws Exception {
        adopt(root(index(OLD)));
        use(index(OLD));
        adoptWith(root(index(NEW)), index(NEW));
        assertThat(entries()).isEqualTo(6);
        clockMs.addAndGet(TimeUnit.MINUTES.toMillis(16));
        catalog.releaseRetired();
        assertThat(entries()).isEqualTo(3);
        assertThat(hashOf("dist/x.pkg", ClientView.ofAddress())).contains(LineFormat.hash(NEW));
        adoptWith(root(index(OLD)), index(OLD));
        assertThat(hashOf("dist/x.pkg", ClientView.ofAddress())).contains(LineFormat.hash(OLD));
    }

    @Test
    void releaseRetired_nobodyAskedForTheRootForLong_isForgotten() throws Exception {
        Snapshot adopted = adopt(root(index(OLD)));
        use(index(OLD));
        for (int i = 0; i < 4; i++) {
            clockMs.addAndGet(TimeUnit.DAYS.toMillis(4 * 30 - 1));
            catalog.releaseRetired();
            assertThat(hashOf("dist/x.pkg", ClientView.ofAddress())).contains(LineFormat.hash(OLD));
            catalog.recordUse(adopted);
            reopen();
        }
        clockMs.addAndGet(TimeUnit.DAYS.toMillis(4 * 30 + 1));
        catalog.releaseRetired();
        assertThat(resolve("dist/x.pkg")).isInstanceOf(Resolution.Unlisted.class);
        assertThat(entries()).isZero();
        reopen();
        assertThat(catalog.files()).isEmpty();
    }

    @Test
    void releaseRetired_carriedListing_isKept() throws Exception {
        adopt(root(index(OLD)));
        use(index(OLD));
        adopt(root(index(OLD)) + LineFormat.line("other.idx", NEW));
        clockMs.addAndGet(TimeUnit.MINUTES.toMillis(16));
        catalog.releaseRetired();
        assertThat(hashOf("dist/x.pkg", ClientView.ofAddress())).contains(LineFormat.hash(OLD));
    }

    @Test
    void reopen_afterARestart_servesTheSameState() throws Exception {
        Snapshot adopted = adopt(root(index(OLD)));
        use(index(OLD));
        reopen();
        assertThat(current().rootHash()).isEqualTo(adopted.rootHash());
        assertThat(hashOf("dist/x.pkg", ClientView.ofAddress())).contains(LineFormat.hash(OLD));
        assertThat(stage(root(index(NEW))).missing()).containsExactly(expected(index(NEW)));
    }

    /** Staging writes nothing: a process that dies before the adoption leaves the old state. */
    @Test
    void reopen_diedBetweenStageAndAdopt_hasTheOldStateWhole() throws Exception {
        adopt(root(index(OLD)));
        use(index(OLD));
        StagedRoot staged = stage(root(index(NEW)));
        staged.arrived(expected(index(NEW)), stream(index(NEW)));
        reopen();
        assertThat(hashOf("dist/main.idx", ClientView.ofAddress()))
                .contains(LineFormat.hash(index(OLD)));
        assertThat(hashOf("dist/x.pkg", ClientView.ofAddress())).contains(LineFormat.hash(OLD));
        assertThat(entries()).isEqualTo(3);
    }

    /** What only memory knew of is freed by the next process. */
    @Test
    void reopen_diedBeforeRetiredWasReleased_freesItsListings() throws Exception {
        adopt(root(index(OLD)));
        use(index(OLD));
        adoptWith(root(index(NEW)), index(NEW));
        reopen();
        catalog.releaseRetired();
        assertThat(entries()).isEqualTo(3);
        assertThat(hashOf("dist/x.pkg", ClientView.ofAddress())).contains(LineFormat.hash(NEW));
    }

    private Snapshot adopt(String root) throws IOException {
        return catalog.adopt(stage(root));
    }

    private Snapshot adoptWith(String root, byte[] index) throws IOException {
        StagedRoot staged = stage(root);
        for (ExpectedFile missing : staged.missing()) {
            staged.arrived(missing, stream(index));
        }
        return catalog.adopt(staged);
    }

    private StagedRoot stage(String root) throws IOException {
        byte[] content = root.getBytes(UTF_8);
        RootVersion version = new RootVersion(
                PLACE, Validators.NONE, LineFormat.hash(content), Optional.empty(), "");
        return catalog.stage(version, FORMAT, stream(content));
    }

    /** As a client's request for the index does. */
    private int use(byte[] index) throws IOException {
        List<Snapshot> unread = catalog.recordUse(ARCHIVE, expected(index));
        int entries = catalog.attach(unread, expected(index), FORMAT, stream(index));
        db.writeNow(view -> {}); // what was recorded is written behind
        return entries;
    }

    private Snapshot current() {
        return catalog.current(PLACE).orElseThrow();
    }

    private long entries() {
        long[] count = {0};
        db.read(view -> {
            view.scan(Table.ENTRIES, new byte[0], (key, value) -> ++count[0] > 0);
            return true;
        });
        return count[0];
    }

    private Resolution resolve(String path) {
        return catalog.resolve(ARCHIVE, new ArchivePath(path), ClientView.ofAddress());
    }

    private Optional<ContentHash> hashOf(String path, ClientView client) {
        return catalog.resolve(ARCHIVE, new ArchivePath(path), client)
                        instanceof Resolution.Listed listed
                ? Optional.of(listed.file().hash())
                : Optional.empty();
    }

    private static ExpectedFile expected(byte[] index) {
        return new ExpectedFile(INDEX, LineFormat.hash(index), index.length, Optional.empty());
    }

    /** An index that lists one package with that content. */
    private static byte[] index(byte[] content) {
        return LineFormat.line("x.pkg", content).getBytes(UTF_8);
    }

    /** A root index that lists that index. */
    private static String root(byte[] index) {
        return LineFormat.line("main.idx", index);
    }

    private static ByteArrayInputStream stream(byte[] content) {
        return new ByteArrayInputStream(content);
    }
}
