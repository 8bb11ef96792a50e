package dev.potluck.fetch;

import dev.potluck.mirror.Mirror;
import dev.potluck.mirror.MirrorRequest;
import dev.potluck.mirror.MirrorResponse;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Gets a small document into memory. */
final class SmallDownload {
    /** The largest list of mirrors in the field, Fedora's for the whole world, has 100 KB. */
    private static final int MAX_BYTES = 4 << 20;

    private static final long MAX_BODY_S = 30;

    private SmallDownload() {}

    /** Fails with {@link FetchException} for any status but 200. */
    static Future<MirrorLists.Document> get(Services services, Mirror host, String target) {
        return services.mirrors().send(MirrorRequest.get(host, target)).compose(response -> {
            if (response.status() != 200) {
                response.discard();
                int status = response.status() >= 400 ? response.status() : 502;
                return Future.failedFuture(new FetchException(
                        status,
                        "%s answers %d for %s"
                                .formatted(host.authority(), response.status(), target)));
            }
            String type = Objects.requireNonNullElse(
                    response.headers().get(HttpHeaders.CONTENT_TYPE), "");
            return body(services, response)
                    .map(content ->
                            new MirrorLists.Document(content.getBytes(), type, CacheStatus.MISS));
        });
    }

    private static Future<Buffer> body(Services services, MirrorResponse response) {
        Promise<Buffer> whole = Promise.promise();
        Buffer content = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(content));
        response.handler(bytes -> {
            services.traffic().addFromMirror(bytes.length());
            content.appendBuffer(bytes);
            if (content.length() > MAX_BYTES) {
                response.cancel();
                whole.tryFail(
                        new FetchException(502, "a list of mirrors of more than " + MAX_BYTES));
            }
        });
        response.resume();
        return whole.future()
                .timeout(MAX_BODY_S, TimeUnit.SECONDS)
                .onFailure(cause -> response.cancel());
    }
}
