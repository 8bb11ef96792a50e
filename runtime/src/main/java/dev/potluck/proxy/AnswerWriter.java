package dev.potluck.proxy;

import dev.potluck.api.ArchivePath;
import dev.potluck.cache.OpenBlob;
import dev.potluck.fetch.Answer;
import dev.potluck.fetch.Answers;
import dev.potluck.fetch.CacheStatus;
import dev.potluck.fetch.MirrorLists;
import dev.potluck.index.Validators;
import dev.potluck.mirror.HopByHop;
import dev.potluck.net.Traffic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes answers as HTTP has them: the client's conditions and ranges applied (RFC 9110). */
final class AnswerWriter {
    private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("cache-status");
    private static final CharSequence VIA = HttpHeaders.createOptimized("via");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");

    /** A page of some mirror, seen in a browser under our address, must not speak for us. */
    private static final CharSequence SANDBOX =
            HttpHeaders.createOptimized("sandbox; default-src 'none'");

    private static final CharSequence BYTES = HttpHeaders.createOptimized("bytes");

    private final CharSequence via;
    private final Traffic traffic;

    /** @param via this node in Via headers */
    AnswerWriter(String via, Traffic traffic) {
        this.via = HttpHeaders.createOptimized("1.1 " + via);
        this.traffic = traffic;
    }

    void write(HttpServerRequest request, ArchivePath path, Answer answer) {
        if (request.response().closed()) {
            Answers.release(answer);
        } else if (answer instanceof Answer.Stored stored) {
            writeStored(request, path, stored);
        } else if (answer instanceof Answer.Relayed relayed) {
            writeRelayed(request, path, relayed);
        } else {
            pass(request, (Answer.Passed) answer);
        }
    }

    /** One line that says what was wrong and what to do. */
    void refuse(HttpServerRequest request, int status, String message) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.headWritten()) {
            response.reset();
            return;
        }
        response.setStatusCode(status)
                .putHeader(VIA, via)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
        String line = "potluck: " + message + "\n";
        // A reason phrase is what apt shows a person.
        response.setStatusMessage(ReasonPhrase.of(status, message));
        response.end(line);
    }

    /** Writes a small document. */
    void write(HttpServerRequest request, MirrorLists.Document document) {
        HttpServerResponse response = request.response();
        response.headers()
                .set("Content-Security-Policy", SANDBOX)
                .set("X-Content-Type-Options", NOSNIFF)
                .set(CACHE_STATUS, document.status().headerValue())
                .set(VIA, via);
        if (!document.contentType().isEmpty()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, document.contentType());
        }
        response.end(Buffer.buffer(document.content()));
        traffic.addServed(document.content().length);
    }

    private void writeStored(HttpServerRequest request, ArchivePath path, Answer.Stored stored) {
        OpenBlob blob = stored.blob();
        long sizeBytes = stored.object().sizeBytes();
        String type = typeOf(path, stored.contentType());
        BodyPlan plan = BodyPlan.of(conditions(request), stored.validators(), sizeBytes, type);
        HttpServerResponse response =
                head(request, plan, stored.validators(), type, stored.status());
        if (!hasBody(request, plan)) {
            blob.close();
            response.end();
            return;
        }
        Future<Long> sent = blob instanceof OpenBlob.InMemory memory
                ? sendFromMemory(response, memory.content(), plan.parts())
                : sendFromFile(request, (OpenBlob.OnDisk) blob, sizeBytes, plan);
        sent.onComplete(done -> blob.close()).onSuccess(bytes -> {
            traffic.addServed(bytes);
            traffic.addFromCache(bytes);
        });
    }

    private static Future<Long> sendFromMemory(
            HttpServerResponse response, ByteBuffer content, List<BodyPlan.Part> parts) {
        ByteBuf body = Unpooled.buffer();
        long bytes = 0;
        for (BodyPlan.Part part : parts) {
            body.writeCharSequence(part.before(), StandardCharsets.US_ASCII);
            body.writeBytes(content.duplicate().position((int) part.offset()).limit((int)
                    (part.offset() + part.lengthBytes())));
            bytes += part.lengthBytes();
        }
        return response.end(BufferInternal.buffer(body)).map(bytes);
    }

    private static Future<Long> sendFromFile(
            HttpServerRequest request, OpenBlob.OnDisk blob, long sizeBytes, BodyPlan plan) {
        if (plan.isMultipart()) {
            return BodySender.send(
                    request, new ByteSource.Complete(blob.file(), sizeBytes), plan.parts());
        }
        BodyPlan.Part part = plan.parts().get(0);
        return FileSender.send(request, blob, part.offset(), part.lengthBytes());
    }

    private void writeRelayed(HttpServerRequest request, ArchivePath path, Answer.Relayed relayed) {
        Validators validators = relayed.head().validators();
        String type = typeOf(path, relayed.head().contentType());
        BodyPlan plan =
                BodyPlan.of(conditions(request), validators, relayed.head().sizeBytes(), type);
        HttpServerResponse response = head(request, plan, validators, type, relayed.status());
        if (!hasBody(request, plan)) {
            relayed.reader().close();
            response.end();
            return;
        }
        BodySender.send(request, new ByteSource.Growing(relayed.reader()), plan.parts())
                .onComplete(done -> relayed.reader().close())
                .onSuccess(traffic::addServed);
    }

    private HttpServerResponse head(
            HttpServerRequest request,
            BodyPlan plan,
            Validators validators,
            String type,
            CacheStatus status) {
        HttpServerResponse response = request.response().setStatusCode(plan.status());
        MultiMap headers = response.headers();
        if (!validators.lastModified().isEmpty()) {
            headers.set(HttpHeaders.LAST_MODIFIED, validators.lastModified());
        }
        if (!validators.etag().isEmpty()) {
            headers.set(HttpHeaders.ETAG, validators.etag());
        }
        headers.set(CACHE_STATUS, status.headerValue());
        headers.set(VIA, via);
        if (!plan.contentRange().isEmpty()) {
            headers.set("Content-Range", plan.contentRange());
        }
        if (plan.status() == 304) {
            return response;
        }
        if (type.startsWith("text/") || type.contains("xml")) {
            headers.set("Content-Security-Policy", SANDBOX);
        }
        headers.set("X-Content-Type-Options", NOSNIFF);
        headers.set(HttpHeaders.ACCEPT_RANGES, BYTES);
        headers.set(
                HttpHeaders.CONTENT_TYPE,
                plan.isMultipart() ? "multipart/byteranges; boundary=" + plan.boundary() : type);
        long lengthBytes = plan.lengthBytes();
        if (lengthBytes == BodyPlan.UNKNOWN_SIZE) {
            response.setChunked(true);
        } else {
            headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(lengthBytes));
        }
        return response;
    }

    /** Range is for GET alone (RFC 9110 section 14.2). */
    private static MultiMap conditions(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.GET) || !request.headers().contains("Range")) {
            return request.headers();
        }
        return HttpHeaders.headers().addAll(request.headers()).remove("Range");
    }

    private static boolean hasBody(HttpServerRequest request, BodyPlan plan) {
        return !request.method().equals(HttpMethod.HEAD) && plan.status() < 300;
    }

    private static String typeOf(ArchivePath path, String mirrorsType) {
        return mirrorsType.isEmpty() ? MediaTypes.of(path.fileName()) : mirrorsType;
    }

    /**
     * Our member of a list that each proxy on the way adds to, behind those of the proxies before
     * us (RFC 9110 section 7.6.3, RFC 9211 section 2).
     */
    private static CharSequence after(MultiMap headers, CharSequence name, CharSequence ours) {
        String earlier = String.join(", ", headers.getAll(name));
        return earlier.isEmpty() ? ours : earlier + ", " + ours;
    }

    /** Writes a mirror's own answer as it comes. */
    void pass(HttpServerRequest request, Answer.Passed passed) {
        if (request.response().closed()) {
            passed.cancel().run();
            return;
        }
        HttpServerResponse response = request.response().setStatusCode(passed.code());
        MultiMap headers = HopByHop.strip(passed.headers());
        response.headers()
                .setAll(headers)
                .set("Content-Security-Policy", SANDBOX)
                .set("X-Content-Type-Options", NOSNIFF)
                .set(CACHE_STATUS, after(headers, CACHE_STATUS, passed.status().headerValue()))
                .set(VIA, after(headers, VIA, via));
        if (request.method().equals(HttpMethod.HEAD) || passed.code() == 304) {
            passed.cancel().run();
            response.end();
            return;
        }
        if (!response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            response.setChunked(true);
        }
        response.closeHandler(gone -> passed.cancel().run());
        passed.body()
                .pipe()
                .endOnFailure(false)
                .to(response)
                .onSuccess(sent -> traffic.addServed(response.bytesWritten()))
                .onFailure(cause -> response.reset());
    }
}
