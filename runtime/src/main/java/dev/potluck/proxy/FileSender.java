package dev.potluck.proxy;

import dev.potluck.cache.OpenBlob;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** One stretch of a complete file by sendfile(2), its head in the same packets. */
final class FileSender {
    private FileSender() {}

    /** Ends the response; completes with the number of bytes sent. The blob stays open. */
    static Future<Long> send(
            HttpServerRequest request, OpenBlob.OnDisk blob, long offset, long lengthBytes) {
        Cork cork = Cork.of(request.connection());
        cork.close();
        return request.response()
                .sendFile(blob.file(), offset, lengthBytes)
                .onComplete(done -> cork.open())
                .map(lengthBytes);
    }
}
