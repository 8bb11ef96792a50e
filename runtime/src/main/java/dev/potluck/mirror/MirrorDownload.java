package dev.potluck.mirror;

import dev.potluck.mirror.DownloadPlan.Attempt;
import dev.potluck.mirror.DownloadRequest.Content;
import dev.potluck.mirror.MirrorException.Kind;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Gets one file from a group of mirrors, whatever the single mirrors do: the next mirror goes on
 * where one broke off, and the sink sees one stream of bytes. Nothing is read ahead of the sink but
 * what is in the socket and one window of buffers.
 */
public final class MirrorDownload {
    private static final long NO_TIMER = -1;
    private static final List<CharSequence> CONDITIONS =
            List.of(HttpHeaders.IF_NONE_MATCH, HttpHeaders.IF_MODIFIED_SINCE);

    private final MirrorClient client;
    private final MirrorGroup group;
    private final DownloadRequest request;
    private final ByteSink sink;
    private final DownloadPlan plan;
    private final Promise<DownloadResult> result = Promise.promise();

    private Content content;
    private long offsetBytes;
    private Optional<Validator> validator;
    private boolean hasBegun;
    /** Whether what the sink has is void, once the next answer is there. */
    private boolean mustStartOver;

    private boolean isSinkFull;
    private long skipBytes;
    /** Of the mirrors' bytes, those that the sink has. */
    private long deliveredBytes;

    private long wastedBytes;

    private @Nullable MirrorCall call;
    private @Nullable MirrorResponse response;
    private @Nullable MirrorException lastFailure;
    private @Nullable MirrorException lastNotFound;
    private long delayTimerId = NO_TIMER;
    private long switchTimerId = NO_TIMER;

    private MirrorDownload(
            MirrorClient client, MirrorGroup group, DownloadRequest request, ByteSink sink) {
        this.client = client;
        this.group = group;
        this.request = request;
        this.sink = sink;
        this.plan = new DownloadPlan(group, request.paths());
        this.content = request.content();
        this.offsetBytes = request.start().offsetBytes();
        this.validator = request.start().validator();
    }

    /** Begins to get a file. The sink may be called before this returns. */
    public static MirrorDownload start(
            MirrorClient client, MirrorGroup group, DownloadRequest request, ByteSink sink) {
        MirrorDownload download = new MirrorDownload(client, group, request, sink);
        download.tryNext();
        return download;
    }

    /**
     * Completes when the sink has all bytes; fails with a {@link MirrorException}: the last 4xx if
     * a mirror answered so, otherwise what was wrong with the last mirror.
     */
    public Future<DownloadResult> result() {
        return result.future();
    }

    /** Bytes that mirrors sent so far and nobody has: skipped, or void after a restart. */
    public long wastedBytes() {
        return wastedBytes;
    }

    /** Gives up: closes the connection, fails {@link #result}. The sink is not called again. */
    public void cancel() {
        String host = group.inOrder().get(0).authority();
        MirrorException cancelled = new MirrorException(Kind.CANCELLED, host, "is no longer asked");
        if (!result.tryFail(cancelled)) {
            return;
        }
        if (call != null) {
            call.cancel();
        }
        if (response != null) {
            response.cancel();
        }
        client.vertx().cancelTimer(delayTimerId);
        client.vertx().cancelTimer(switchTimerId);
    }

    private void tryNext() {
        if (result.future().isComplete()) {
            return;
        }
        Optional<Attempt> next = plan.next();
        if (next.isEmpty()) {
            giveUp();
        } else if (next.get().delayMs() == 0) {
            ask(next.get());
        } else {
            delayTimerId = client.vertx().setTimer(next.get().delayMs(), id -> ask(next.get()));
        }
    }

    private void giveUp() {
        MirrorException failure = lastNotFound != null ? lastNotFound : lastFailure;
        result.tryFail(failure != null ? failure : new IllegalStateException("nobody was asked"));
    }

    private void ask(Attempt attempt) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
        if (hasBegun) {
            CONDITIONS.forEach(headers::remove);
        }
        Mirror mirror = attempt.mirror();
        RangeQuestion question = new RangeQuestion(
                offsetBytes,
                content,
                validator.filter(known -> known.mirror().equals(mirror)),
                CONDITIONS.stream().anyMatch(headers::contains),
                request.start().endBytes());
        question.addTo(headers);
        MirrorCall asked = client.call(new MirrorRequest(
                HttpMethod.GET, mirror, mirror.encodedTarget(attempt.path()), headers));
        call = asked;
        if (plan.hasOthers()) {
            switchTimerId = client.vertx()
                    .setTimer(
                            group.health(mirror).switchAfterMs(), id -> switchFrom(attempt, asked));
        }
        asked.response()
                .onSuccess(answer -> receiveHead(attempt, question, answer))
                .onFailure(failure -> {
                    if (call == asked) {
                        fail(attempt, (MirrorException) failure);
                    }
                });
    }

    /**
     * The mirror keeps us waiting while others may be quick. It may be slow rather than dead: so it
     * only goes behind the others.
     */
    private void switchFrom(Attempt attempt, MirrorCall asked) {
        if (call == asked) {
            call = null;
            asked.cancel();
            group.health(attempt.mirror()).failed();
            plan.recordFailed();
            tryNext();
        }
    }

    private void receiveHead(Attempt attempt, RangeQuestion question, MirrorResponse answer) {
        call = null;
        client.vertx().cancelTimer(switchTimerId);
        if (result.future().isComplete()) {
            answer.cancel();
            return;
        }
        group.recordAnswer(answer);
        DownloadHead head = head(attempt, answer, content.sizeBytes());
        Verdict verdict = question.judge(answer.status(), answer.contentLength(), head);
        if (verdict instanceof Verdict.Continue go) {
            deliver(attempt, answer, go.sizeBytes(), go.skipBytes());
        } else if (verdict instanceof Verdict.StartOver over) {
            voidAll();
            deliver(attempt, answer, over.sizeBytes(), 0);
        } else if (verdict instanceof Verdict.AskForWhole) {
            answer.discard();
            voidAll();
            ask(attempt);
        } else if (verdict instanceof Verdict.NotModified) {
            answer.discard();
            result.complete(new DownloadResult(head, true, offsetBytes, plan.attempts()));
        } else if (verdict instanceof Verdict.Refuse refusal) {
            answer.discard();
            fail(attempt, exception(attempt, answer, refusal));
        }
    }

    private static MirrorException exception(
            Attempt attempt, MirrorResponse answer, Verdict.Refuse refusal) {
        String host = attempt.mirror().authority();
        return refusal.kind() == Kind.WRONG_CONTENT
                ? new MirrorException(refusal.kind(), host, refusal.problem())
                : new MirrorException(
                        refusal.kind(), host, answer.status(), attempt.path().value());
    }

    private static DownloadHead head(Attempt attempt, MirrorResponse answer, long sizeBytes) {
        return new DownloadHead(
                attempt.mirror(),
                attempt.path(),
                sizeBytes < 0 ? OptionalLong.empty() : OptionalLong.of(sizeBytes),
                HopByHop.strip(answer.headers()));
    }

    /** What the sink has is no part of what comes next. */
    private void voidAll() {
        wastedBytes += deliveredBytes;
        deliveredBytes = 0;
        offsetBytes = 0;
        mustStartOver = true;
        content = request.content();
        validator = Optional.empty();
    }

    private void deliver(Attempt attempt, MirrorResponse answer, long sizeBytes, long toSkip) {
        content = new Content(sizeBytes, content.isHashed());
        skipBytes = toSkip;
        DownloadHead head = head(attempt, answer, sizeBytes);
        validator = Optional.of(head.validator());
        response = answer;
        if (!hasBegun) {
            hasBegun = true;
            sink.begin(offsetBytes, head);
        } else if (mustStartOver) {
            sink.restart(head);
        }
        mustStartOver = false;
        answer.handler(buffer -> receive(attempt, answer, head, buffer));
        answer.exceptionHandler(failure -> fail(attempt, (MirrorException) failure));
        answer.endHandler(end -> end(attempt, answer, head));
        if (isComplete()) {
            complete(answer, head);
        } else if (!isSinkFull && !result.future().isComplete()) {
            answer.resume();
        }
    }

    private void receive(
            Attempt attempt, MirrorResponse answer, DownloadHead head, Buffer received) {
        int skipped = (int) Math.min(skipBytes, received.length());
        skipBytes -= skipped;
        wastedBytes += skipped;
        if (skipped == received.length()) {
            return;
        }
        long wantedBytes = request.start().endBytes() - offsetBytes + skipped;
        int end = (int) Math.min(received.length(), wantedBytes);
        wastedBytes += received.length() - end;
        boolean isWhole = skipped == 0 && end == received.length();
        Buffer buffer = isWhole ? received : received.slice(skipped, end);
        if (content.isSized() && offsetBytes + buffer.length() > content.sizeBytes()) {
            answer.cancel();
            wastedBytes += buffer.length();
            long expectedBytes = content.sizeBytes();
            voidAll();
            fail(attempt, tooMuch(attempt, expectedBytes));
            return;
        }
        offsetBytes += buffer.length();
        deliveredBytes += buffer.length();
        plan.recordProgress(buffer.length());
        boolean hasRoom = sink.write(buffer);
        if (result.future().isComplete()) {
            return;
        }
        if (isComplete()) {
            complete(answer, head);
        } else if (!hasRoom) {
            isSinkFull = true;
            answer.pause();
            sink.onDrain(this::drained);
        }
    }

    /** Whether the sink has all that was asked for. */
    private boolean isComplete() {
        return offsetBytes == request.start().endBytes()
                || content.isSized() && offsetBytes == content.sizeBytes();
    }

    private static MirrorException tooMuch(Attempt attempt, long expectedBytes) {
        return new MirrorException(
                Kind.WRONG_CONTENT,
                attempt.mirror().authority(),
                "sent more than the %d bytes that are expected".formatted(expectedBytes));
    }

    private void drained() {
        isSinkFull = false;
        if (response != null && !result.future().isComplete()) {
            response.resume();
        }
    }

    private void end(Attempt attempt, MirrorResponse answer, DownloadHead head) {
        if (!content.isSized()) {
            complete(answer, head);
            return;
        }
        fail(
                attempt,
                new MirrorException(
                        Kind.TRUNCATED,
                        attempt.mirror().authority(),
                        "ended after %d of %d bytes".formatted(offsetBytes, content.sizeBytes())));
    }

    private void complete(MirrorResponse answer, DownloadHead head) {
        response = null;
        answer.discard();
        result.tryComplete(new DownloadResult(head, false, offsetBytes, plan.attempts()));
    }

    private void fail(Attempt attempt, MirrorException failure) {
        call = null;
        response = null;
        client.vertx().cancelTimer(switchTimerId);
        if (result.future().isComplete()) {
            return;
        }
        group.recordFailure(attempt.mirror(), failure);
        lastFailure = failure;
        switch (failure.kind()) {
            case NOT_FOUND -> {
                lastNotFound = failure;
                plan.recordNotFound();
            }
            case WRONG_CONTENT,
                    MALFORMED,
                    TLS,
                    TOO_MANY_REDIRECTS,
                    FORBIDDEN_REDIRECT,
                    FORBIDDEN_ADDRESS -> plan.recordUseless();
            case STATUS, REFUSED, TIMEOUT, BUSY, STALLED, TRUNCATED, CANCELLED ->
                plan.recordFailed();
        }
        tryNext();
    }
}
