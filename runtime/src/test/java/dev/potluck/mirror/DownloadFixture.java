package dev.potluck.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ArchivePath;
import dev.potluck.mirror.DownloadRequest.Content;
import dev.potluck.mirror.DownloadRequest.Start;
import dev.potluck.mirror.MirrorSettings.Timeouts;
import dev.potluck.net.AddressRules;

import io.vertx.core.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Mirrors on sockets, a client on the node's context, and a sink that keeps all bytes. */
abstract class DownloadFixture {
    /** Longer than any test: on a busy machine only what must time out does. */
    static final int PATIENT_MS = 60_000;

    static final int SIZE_BYTES = 300_000;
    static final ArchivePath PATH = ArchivePath.parse("pool/a_1.deb");
    static final ArchivePath BY_HASH = ArchivePath.parse("by-hash/SHA256/00");
    static final byte[] CONTENT = content(1);
    static final byte[] OTHER = content(2);

    final NodeContext node = new NodeContext();
    final CollectingSink sink = new CollectingSink();
    MirrorClient client;
    MirrorGroup group;

    static byte[] content(long seed) {
        byte[] bytes = new byte[SIZE_BYTES];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void start() throws Exception {
        group = new MirrorGroup(List.of(new Mirror("http", "unused", 80, "/")), System::nanoTime);
        client = client(new Timeouts(PATIENT_MS, PATIENT_MS, PATIENT_MS));
    }

    MirrorClient client(Timeouts timeouts) throws Exception {
        MirrorSettings settings = MirrorSettings.defaults("potluck").with(timeouts);
        return node.await(() -> Future.succeededFuture(new MirrorClient(
                node.vertx, settings, AddressRules.PUBLIC_ONLY, System::nanoTime)));
    }

    @AfterEach
    void stop() throws Exception {
        node.run(client::close);
        node.close();
    }

    TestMirror mirror(TestMirror.Script script) throws Exception {
        return TestMirror.start(node, script);
    }

    static DownloadRequest hashed() {
        return DownloadRequest.of(PATH).with(Content.hashed(SIZE_BYTES));
    }

    static Start resume(long offsetBytes, TestMirror from, String etag) {
        return new Start(offsetBytes, Optional.of(new Validator(from.mirror(), etag, "")));
    }

    MirrorDownload begin(DownloadRequest request, TestMirror... mirrors) {
        group = new MirrorGroup(
                Stream.of(mirrors).map(TestMirror::mirror).toList(), System::nanoTime);
        return MirrorDownload.start(client, group, request, sink);
    }

    DownloadResult download(DownloadRequest request, TestMirror... mirrors) throws Exception {
        return node.await(() -> begin(request, mirrors).result());
    }

    MirrorException failure(DownloadRequest request, TestMirror... mirrors) {
        return NodeContext.failure(() -> download(request, mirrors));
    }

    void assertBytes(byte[] expected) {
        assertThat(Arrays.equals(sink.bytes.getBytes(), expected)).isTrue();
    }

    static byte[] from(int offset, byte[] content) {
        return Arrays.copyOfRange(content, offset, content.length);
    }
}
