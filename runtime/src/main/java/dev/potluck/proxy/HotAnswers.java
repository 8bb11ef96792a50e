package dev.potluck.proxy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.potluck.cache.OpenBlob;
import dev.potluck.cache.StoredObject;
import dev.potluck.fetch.Answer;
import dev.potluck.fetch.CacheStatus;
import dev.potluck.fetch.Fetcher;
import dev.potluck.net.Reach;
import dev.potluck.net.Traffic;

import io.netty.buffer.Unpooled;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whole files that are asked for again and again, by request line: with their head, and where they
 * are small their body too, ready to leave in one write. An answer is good as long as the indexes
 * it came by are the client's current ones.
 */
final class HotAnswers {
    /** Bodies, and 1 KiB for each answer's head. */
    private static final long MAX_BYTES = 6L << 20;

    private static final int HEAD_BYTES = 1 << 10;

    /** A request with any of these is not a plain one. */
    private static final List<CharSequence> CONDITIONS = List.of(
            HttpHeaders.createOptimized("range"),
            HttpHeaders.createOptimized("if-none-match"),
            HttpHeaders.createOptimized("if-modified-since"),
            HttpHeaders.createOptimized("authorization"));

    /**
     * @param version of the indexes by which it was found
     * @param reach of the client it was found for; one of less reach may not have it
     * @param headers name, value, name, value ...
     * @param body empty if it is to be sent from its file
     */
    private record Hot(
            Object version,
            Reach reach,
            StoredObject object,
            List<CharSequence> headers,
            Optional<Buffer> body) {}

    private final Fetcher fetcher;
    private final Traffic traffic;
    private final Cache<String, Hot> answers = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(MAX_BYTES)
            .weigher((String uri, Hot hot) ->
                    HEAD_BYTES + hot.body().map(Buffer::length).orElse(0))
            .build();

    HotAnswers(Fetcher fetcher, Traffic traffic) {
        this.fetcher = fetcher;
        this.traffic = traffic;
    }

    /** Answers the request if its answer is at hand, and says whether it was. */
    boolean answer(HttpServerRequest request, ClientViews.Client client) {
        Hot hot = answers.getIfPresent(request.uri());
        if (hot == null || client.reach().compareTo(hot.reach()) > 0 || !isPlain(request)) {
            return false;
        }
        Optional<Object> version = fetcher.version(client.view());
        if (version.isEmpty() || version.get() != hot.version()) {
            return false;
        }
        if (hot.body().isPresent()) {
            head(request, hot).end(hot.body().get());
            count(hot);
            return true;
        }
        return sendFromFile(request, hot);
    }

    private boolean sendFromFile(HttpServerRequest request, Hot hot) {
        Optional<OpenBlob> blob = fetcher.open(hot.object());
        if (blob.isPresent() && blob.get() instanceof OpenBlob.OnDisk file) {
            head(request, hot);
            FileSender.send(request, file, 0, hot.object().sizeBytes())
                    .onComplete(done -> file.close())
                    .onSuccess(sent -> count(hot));
            return true;
        }
        answers.invalidate(request.uri());
        return false;
    }

    private static HttpServerResponse head(HttpServerRequest request, Hot hot) {
        MultiMap headers = request.response().headers();
        for (int i = 0; i < hot.headers().size(); i += 2) {
            headers.set(hot.headers().get(i), hot.headers().get(i + 1));
        }
        return request.response();
    }

    private void count(Hot hot) {
        fetcher.served(hot.object());
        traffic.addServed(hot.object().sizeBytes());
        traffic.addFromCache(hot.object().sizeBytes());
    }

    /**
     * Keeps an answer, which was just written, for the next such request, if it is one to keep; one
     * to a client that had gone away was not written, and has no headers.
     *
     * @param version of the indexes, from before the answer was looked for
     */
    void keep(HttpServerRequest request, Reach reach, Object version, Answer.Stored answer) {
        if (answer.status() != CacheStatus.HIT
                || !request.response().headWritten()
                || request.response().getStatusCode() != 200
                || !isPlain(request)) {
            return;
        }
        List<CharSequence> headers = request.response().headers().entries().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .<CharSequence>map(HttpHeaders::createOptimized)
                .toList();
        Optional<Buffer> body = answer.blob() instanceof OpenBlob.InMemory memory
                ? Optional.of(BufferInternal.buffer(
                        Unpooled.wrappedBuffer(memory.content().duplicate())))
                : Optional.empty();
        answers.put(request.uri(), new Hot(version, reach, answer.object(), headers, body));
    }

    private static boolean isPlain(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET)) {
            return false;
        }
        MultiMap headers = request.headers();
        for (CharSequence condition : CONDITIONS) {
            if (headers.contains(condition)) {
                return false;
            }
        }
        return true;
    }
}
