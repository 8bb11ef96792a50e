package dev.potluck.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.index.LineFormat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** What changes at the mirror: root indexes, and files that no index lists. */
final class RootAndUnlistedTest {
    private static final byte[] OLD = "old".getBytes(UTF_8);
    private static final byte[] NEW = "new!".getBytes(UTF_8);
    private static final int MIB = 1 << 20;

    @TempDir
    Path home;

    private FetchFixture node;

    @BeforeEach
    void open() throws Exception {
        node = new FetchFixture(home);
        node.first.put("LIST", root(OLD));
        node.first.put("main.idx", index(OLD));
    }

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @Test
    void fetch_rootThatDidNotChange_isRevalidated() throws Exception {
        assertThat(node.answer("LIST").status()).isEqualTo(CacheStatus.MISS);
        node.passFreshTime();
        Answer again = node.answer("LIST");
        assertThat(again.status()).isEqualTo(CacheStatus.REVALIDATED);
        assertThat(text(again)).isEqualTo(root(OLD));
        assertThat(node.first.requests("LIST")).isEqualTo(2);
    }

    @Test
    void fetch_newerRoot_isAdoptedWithTheIndexesThatAreUsed() throws Exception {
        useOld();
        node.first.put("LIST", root(NEW));
        node.first.put("main.idx", index(NEW));
        Answer renewed = node.answer("LIST");
        assertThat(renewed.status()).isEqualTo(CacheStatus.RENEWED);
        assertThat(text(renewed)).isEqualTo(root(NEW));
        assertThat(get("main.idx")).isEqualTo(index(NEW));
        assertThat(node.first.requests("main.idx")).isEqualTo(2);
    }

    @Test
    void fetch_newerRootWithoutItsIndexes_waitsForThem() throws Exception {
        useOld();
        node.first.put("LIST", root(NEW)); // main.idx is still the old one: a mirror in mid-sync
        Answer stale = node.answer("LIST");
        assertThat(stale.status()).isEqualTo(CacheStatus.STALE);
        assertThat(text(stale)).isEqualTo(root(OLD));
        assertThat(get("main.idx")).isEqualTo(index(OLD));
        node.first.put("main.idx", index(NEW));
        node.passFreshTime();
        assertThat(get("LIST")).isEqualTo(root(NEW));
        assertThat(get("main.idx")).isEqualTo(index(NEW));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 403})
    void fetch_mirrorFails_theOldStateIsServed(int status) throws Exception {
        useOld();
        node.first.fail("LIST", status);
        Answer stale = node.answer("LIST");
        assertThat(stale.status()).isEqualTo(CacheStatus.STALE);
        assertThat(text(stale)).isEqualTo(root(OLD));
    }

    @Test
    void fetch_mirrorHangs_theOldStateIsServedWithinPatience() throws Exception {
        useOld();
        node.first.answer("LIST", request -> {});
        assertThat(node.answer("LIST").status()).isEqualTo(CacheStatus.STALE);
        assertThat(node.answer("LIST").status()).as("at once").isEqualTo(CacheStatus.STALE);
        assertThat(node.first.requests("LIST")).isEqualTo(2);
    }

    @Test
    void fetch_noPatienceForANewState_theOldOneIsServedMeanwhile() throws Exception {
        node.useAdoptionPatience(0);
        useOld();
        node.first.put("LIST", root(NEW));
        node.first.answer("main.idx", request -> {});
        Answer meanwhile = // the mirror is given up only later
                node.await(() -> node.ask("LIST").timeout(10, TimeUnit.SECONDS));
        assertThat(meanwhile.status()).isEqualTo(CacheStatus.STALE);
    }

    @Test
    void fetch_archiveIsGone_saysSo() throws Exception {
        useOld();
        node.first.remove("LIST");
        FetcherTest.assertStatus(404, () -> node.get("LIST"));
    }

    @Test
    void fetch_signatureIsRefused_keepsTheOldState() throws Exception {
        useOld();
        node.first.put("LIST", LineFormat.line("evil.idx", NEW));
        Answer stale = node.answer("LIST");
        assertThat(stale.status()).isEqualTo(CacheStatus.STALE);
        assertThat(text(stale)).isEqualTo(root(OLD));
    }

    @Test
    void fetch_signatureIsRefusedAtFirst_servesNothing() {
        node.first.put("LIST", LineFormat.line("evil.idx", NEW));
        FetcherTest.assertStatus(502, () -> node.get("LIST"));
    }

    @Test
    void fetch_malformedRoot_servesNothing() {
        node.first.put("LIST", "rubbish");
        assertThatThrownBy(() -> node.get("LIST")).isInstanceOf(ExecutionException.class);
    }

    /** Mirrors go on saying 304: the version they mean must be had again. */
    @Test
    void fetch_cachedRootDeleted_isFetchedAnew() throws Exception {
        useOld();
        Files.delete(node.store.pathOf(LineFormat.hash(root(OLD).getBytes(UTF_8))));
        assertThat(get("LIST")).isEqualTo(root(OLD));
        node.cache.remove(LineFormat.hash(root(OLD).getBytes(UTF_8)));
        assertThat(get("LIST")).isEqualTo(root(OLD));
        assertThat(get("main.idx")).isEqualTo(index(OLD));
    }

    @Test
    void fetch_detachedSignature_goesWithItsRoot() throws Exception {
        node.first.put("LIST.sig", "old signature");
        useOld();
        node.first.put("LIST.sig", "new signature");
        assertThat(get("LIST.sig")).isEqualTo("old signature");
    }

    /** A store of objects says 403 of one that is not there. */
    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 410})
    void fetch_noDetachedSignature_isLeftToTheTrustInTheRoot(int status) throws Exception {
        node.first.fail("LIST.sig", status);
        assertThat(get("LIST")).isEqualTo(root(OLD));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 503})
    void fetch_detachedSignatureCannotBeHadNow_servesNothing(int status) {
        node.first.fail("LIST.sig", status);
        assertThatThrownBy(() -> node.get("LIST")).isInstanceOf(ExecutionException.class);
    }

    @Test
    void fetch_unlisted_isRevalidatedEachTime() throws Exception {
        node.first.put("readme", "one");
        assertThat(node.answer("readme").status()).isEqualTo(CacheStatus.MISS);
        node.settle("readme");
        Answer same = node.answer("readme");
        assertThat(same.status()).isEqualTo(CacheStatus.REVALIDATED);
        assertThat(text(same)).isEqualTo("one");
        node.first.put("readme", "");
        assertThat(get("readme")).isEmpty();
        node.settle("readme");
        assertThat(get("readme")).isEmpty();
    }

    @Test
    void fetch_unlistedAndTheMirrorFails_isStaleOrTheMirrorsNo() throws Exception {
        node.first.put("readme", "one");
        get("readme");
        node.settle("readme");
        node.first.fail("readme", 500);
        Answer stale = node.answer("readme");
        assertThat(stale.status()).isEqualTo(CacheStatus.STALE);
        assertThat(text(stale)).isEqualTo("one");
        node.first.fail("readme", 410);
        FetcherTest.assertStatus(410, () -> node.get("readme"));
    }

    @Test
    void fetch_unlistedBrokenOff_isResumedWithIfRange() throws Exception {
        byte[] content = abandonUnlisted();
        node.first.put("iso", content);
        assertThat(node.get("iso")).isEqualTo(content);
        assertThat(node.first.asked.get(node.first.asked.size() - 1).range())
                .isEqualTo("bytes=" + MIB + "-");
    }

    /** What a mirror did not end is not the file, whatever came of it. */
    @Test
    void fetch_unlistedCutByTheMirror_isNotKept() throws Exception {
        byte[] content = FetcherTest.content(16 * MIB);
        node.first.answer("iso", request -> {
            MirrorTwin.stopsAfter(MIB, content).accept(request);
            request.connection().close();
        });
        assertThatThrownBy(() -> node.get("iso")).isInstanceOf(ExecutionException.class);
        node.first.fail("iso", 500);
        FetcherTest.assertStatus(502, () -> node.get("iso"));
        assertThat(node.cache.size().objects()).isZero();
        node.first.put("iso", content);
        assertThat(node.get("iso")).isEqualTo(content);
    }

    @Test
    void fetch_unlistedChangedMeanwhile_isFetchedWhole() throws Exception {
        abandonUnlisted();
        byte[] other = FetcherTest.content(3 * MIB);
        node.first.put("iso", other);
        assertThat(node.get("iso")).isEqualTo(other);
    }

    @Test
    void fetch_unlistedIsWholeAlready_isFetchedWhole() throws Exception {
        byte[] content = abandonUnlisted();
        for (Path partial : partials()) {
            if (!partial.toString().endsWith(".from")) {
                Files.write(partial, content);
            }
        }
        node.first.put("iso", content);
        assertThat(node.get("iso")).isEqualTo(content);
    }

    /** Some servers ignore If-Range, or send another part than they were asked for. */
    @ParameterizedTest
    @ValueSource(strings = {"\"other\" 1048576", "\"same\" 7"})
    void fetch_unlistedPartOfSomethingElse_isFetchedWhole(String etagAndFirst) throws Exception {
        byte[] content = abandonUnlisted();
        String[] words = etagAndFirst.split(" ");
        node.first.answer("iso", request -> {
            if (request.getHeader("Range") == null) {
                MirrorTwin.send(request, content);
                return;
            }
            int first = Integer.parseInt(words[1]);
            String same = "\"" + java.util.Arrays.hashCode(content) + "\"";
            request.response()
                    .setStatusCode(206)
                    .putHeader("ETag", words[0].equals("\"same\"") ? same : words[0])
                    .putHeader(
                            "Content-Range",
                            "bytes %d-%d/%d".formatted(first, content.length - 1, content.length))
                    .end(Buffer.buffer(new byte[content.length - first]));
        });
        assertThat(node.get("iso")).isEqualTo(content);
    }

    @Test
    void fetch_unlistedWhileTheAbandonedOneEnds_beginsAnew() throws Exception {
        byte[] content = FetcherTest.content(16 * MIB);
        node.first.answer("iso", MirrorTwin.stopsAfter(MIB, content));
        Answer.Relayed answer = (Answer.Relayed) node.answer("iso");
        node.await(() -> node.whenReleased(answer.reader(), MIB));
        node.first.put("iso", content);
        byte[] got = node.await(() -> {
            answer.reader().close();
            return node.ask("iso").compose(FetchFixture::read);
        });
        assertThat(got).isEqualTo(content);
    }

    @Test
    void fetch_unlistedAndTheDiskIsFull_isPassedOn() throws Exception {
        node.first.put("readme", "one");
        node.fillDisk();
        Answer passed = node.answer("readme");
        assertThat(passed.status()).isEqualTo(CacheStatus.PASSED);
        assertThat(text(passed)).isEqualTo("one");
        assertThat(node.traffic.totals().fromMirrorBytes()).isEqualTo(3);
        FetcherTest.assertStatus(404, () -> node.get("missing"));
    }

    private byte[] abandonUnlisted() throws Exception {
        byte[] content = FetcherTest.content(16 * MIB);
        node.first.answer("iso", MirrorTwin.stopsAfter(MIB, content));
        Answer.Relayed answer = (Answer.Relayed) node.answer("iso");
        node.await(() -> node.whenReleased(answer.reader(), MIB));
        node.await(() -> {
            answer.reader().close();
            return Future.succeededFuture(true);
        });
        return content;
    }

    private void useOld() throws Exception {
        get("LIST");
        get("main.idx");
        get("main.idx"); // the second time it is in the cache, and its use is noted
        node.passFreshTime();
    }

    private List<Path> partials() throws Exception {
        try (var files = Files.list(home.resolve("partial"))) {
            return files.toList();
        }
    }

    private String get(String path) throws Exception {
        return new String(node.get(path), UTF_8);
    }

    private String text(Answer answer) throws Exception {
        return new String(node.await(() -> FetchFixture.read(answer)), UTF_8);
    }

    /** An index that lists one package with that content. */
    private static String index(byte[] content) {
        return LineFormat.line("x.pkg", content);
    }

    /** A root index that lists that index. */
    private static String root(byte[] content) {
        return LineFormat.line("main.idx", index(content).getBytes(UTF_8));
    }
}
