package dev.potluck.mirror;

import static dev.potluck.mirror.TestMirror.breakingAfter;
import static dev.potluck.mirror.TestMirror.file;
import static dev.potluck.mirror.TestMirror.raw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.mirror.DownloadRequest.Start;

import io.vertx.core.MultiMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Optional;

/** Going on in the middle of a file: on the same mirror, on another, and when it has changed. */
final class MirrorResumeTest extends DownloadFixture {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 65_535, 65_536, 65_537, 200_000, SIZE_BYTES - 1})
    void start_firstMirrorBreaksOff_nextGoesOnThere(int breakAt) throws Exception {
        TestMirror breaking = mirror(breakingAfter(breakAt, CONTENT));
        TestMirror sound = mirror(file(CONTENT, "\"other etag\""));

        DownloadResult result = download(hashed(), breaking, sound);

        assertBytes(CONTENT);
        assertThat(sink.events).containsExactly("begin 0");
        assertThat(result.attempts()).isEqualTo(2);
        assertThat(sound.requests.get(0).rangeStart()).isEqualTo(breakAt);
        assertThat(sound.requests.get(0).headers().contains("If-Range")).isFalse();
        assertThat(group.inOrder()).containsExactly(sound.mirror(), breaking.mirror());
    }

    @Test
    void start_partIsOfAFileOfAnotherSize_theNextMirrorIsAsked() throws Exception {
        TestMirror breaking = mirror(breakingAfter(1000, CONTENT));
        TestMirror newer = mirror(file(Arrays.copyOf(OTHER, SIZE_BYTES + 1), "\"new\""));
        TestMirror sound = mirror(file(CONTENT, "\"same\""));

        download(hashed(), breaking, newer, sound);

        assertBytes(CONTENT);
        assertThat(newer.requests).hasSize(1);
    }

    @Test
    void start_mirrorIgnoresRange_theKnownPartIsSkipped() throws Exception {
        TestMirror ignoring = mirror((request, socket) -> {
            request.headers().remove("Range");
            file(CONTENT, "\"same\"").answer(request, socket);
        });

        MirrorDownload download = node.await(() -> {
            MirrorDownload started =
                    begin(hashed().with(new Start(123_456, Optional.empty())), ignoring);
            return started.result().map(started);
        });

        assertBytes(from(123_456, CONTENT));
        assertThat(sink.events).containsExactly("begin 123456");
        assertThat(download.wastedBytes()).isEqualTo(123_456);
    }

    @Test
    void start_unhashedResumedOnItsMirror_goesOnWithIfRange() throws Exception {
        TestMirror same = mirror(file(CONTENT, "\"same\""));

        download(DownloadRequest.of(PATH).with(resume(1000, same, "\"same\"")), same);

        assertBytes(from(1000, CONTENT));
        assertThat(sink.events).containsExactly("begin 1000");
    }

    @Test
    void start_unhashedChangedSince_beginsAtZero() throws Exception {
        TestMirror changed = mirror(file(OTHER, "\"new\""));

        download(DownloadRequest.of(PATH).with(resume(1000, changed, "\"old\"")), changed);

        assertBytes(OTHER);
        assertThat(sink.events).containsExactly("begin 0");
    }

    @Test
    void start_unhashedBreaksOff_nextMirrorStartsOver() throws Exception {
        TestMirror breaking = mirror(breakingAfter(1000, CONTENT));
        TestMirror other = mirror(file(OTHER, "\"same\""));

        download(DownloadRequest.of(PATH), breaking, other);

        assertBytes(OTHER);
        assertThat(sink.events).containsExactly("begin 0", "restart");
        assertThat(other.requests.get(0).headers().contains("Range")).isFalse();
    }

    @Test
    void start_unhashedPartOfANewVersionDespiteIfRange_asksForTheWhole() throws Exception {
        TestMirror careless = mirror((request, socket) -> {
            request.headers().remove("If-Range");
            file(OTHER, "\"new\"").answer(request, socket);
        });

        download(DownloadRequest.of(PATH).with(resume(1000, careless, "\"old\"")), careless);

        assertBytes(OTHER);
        assertThat(sink.events).containsExactly("begin 0");
        assertThat(careless.requests).hasSize(2);
    }

    @Test
    void start_conditionHolds_isNotModified() throws Exception {
        TestMirror unchanged = mirror(raw("HTTP/1.1 304 x", "ETag: \"same\"", "", ""));
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("If-None-Match", "\"same\"");

        DownloadResult result = download(DownloadRequest.of(PATH).with(headers), unchanged);

        assertThat(result.isNotModified()).isTrue();
        assertThat(result.head().validator().etag()).isEqualTo("\"same\"");
        assertThat(sink.events).isEmpty();
    }
}
