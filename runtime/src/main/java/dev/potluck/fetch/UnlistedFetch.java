package dev.potluck.fetch;

import dev.potluck.cache.NewObject;
import dev.potluck.cache.StoredObject;
import dev.potluck.hash.FileHashes;
import dev.potluck.index.Resources;
import dev.potluck.index.Validators;
import dev.potluck.mirror.MirrorResponse;
import dev.potluck.net.HttpDates;
import dev.potluck.store.PartialBlob;
import dev.potluck.store.PartialOrigin;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Relays one answer of one mirror to its readers and into the cache. */
final class UnlistedFetch {
    private static final Logger log = LoggerFactory.getLogger(UnlistedFetch.class);

    private final Services services;
    private final Upstream from;
    private final PartialBlob blob;
    private final MirrorResponse response;
    private final RelayHead head;
    private final Relay relay;
    private final RelayWriter writer;
    private final Promise<StoredObject> ended = Promise.promise();
    private boolean responseEnded;

    UnlistedFetch(
            Services services, Upstream from, OpenedPartial partial, MirrorResponse response) {
        this.services = services;
        this.from = from;
        this.blob = partial.blob();
        this.response = response;
        this.relay = new Relay(blob.file(), this::abandoned);
        this.writer = new RelayWriter(
                relay, blob, partial.hasher(), Expectation.NOTHING, services.disk());
        String type = response.headers().get(HttpHeaders.CONTENT_TYPE);
        this.head = new RelayHead(
                sizeBytes(partial),
                Conditions.validators(response.headers()),
                type == null ? "" : type);
    }

    private long sizeBytes(OpenedPartial partial) {
        long restBytes = response.contentLength().orElse(-1);
        return restBytes < 0 || response.status() == 200
                ? restBytes
                : restBytes + partial.blob().lengthBytes();
    }

    Relay relay() {
        return relay;
    }

    /** Completes when the file is in the cache; fails if it did not get there. */
    Future<StoredObject> ended() {
        return ended.future();
    }

    void start() {
        if (response.status() == 206) {
            relay.release(blob.lengthBytes());
        } else {
            writer.restart();
        }
        writer.announced(head.sizeBytes());
        relay.begin(head);
        Validators validators = head.validators();
        services.disk()
                .run(() -> {
                    blob.writeOrigin(new PartialOrigin(
                            response.mirror().toString(),
                            validators.etag(),
                            validators.lastModified()));
                    return true;
                })
                .onFailure(this::failed)
                .onSuccess(noted -> receive());
    }

    private void receive() {
        writer.written().onSuccess(this::complete).onFailure(this::failed);
        writer.onDrain(response::resume);
        response.exceptionHandler(this::failed);
        response.endHandler(end -> {
            responseEnded = true;
            writer.end();
        });
        response.handler(this::take);
        response.resume();
    }

    private void take(Buffer bytes) {
        services.traffic().addFromMirror(bytes.length());
        if (!writer.write(bytes)) {
            response.pause();
        }
    }

    private void complete(FileHashes hashes) {
        if (ended.future().isComplete()) {
            return;
        }
        relay.complete(writer.writtenBytes(), hashes.sha256());
        Validators validators = head.validators();
        long modifiedMs = HttpDates.parseMs(validators.lastModified());
        NewObject about = new NewObject(
                hashes.sha256(), Optional.empty(), modifiedMs, false, Optional.empty());
        services.disk()
                .run(() -> store(about))
                .onFailure(
                        cause -> log.info("{} is not kept: {}", from.address(), cause.toString()))
                .onComplete(stored -> relay.retire())
                .onComplete(ended);
    }

    private StoredObject store(NewObject about) throws IOException, FetchException {
        if (!isStorable()) {
            blob.unlink();
            throw new FetchException(502, "the mirror does not want it kept");
        }
        StoredObject stored = services.cache().adopt(blob, about);
        services.resources()
                .put(
                        from.address(),
                        new Resources.Resource(
                                head.validators(), head.contentType(), about.sha256()));
        return stored;
    }

    /** RFC 9111 section 3, as far as it concerns a cache that revalidates each time. */
    private boolean isStorable() {
        String control = String.join(",", response.headers().getAll(HttpHeaders.CACHE_CONTROL))
                .toLowerCase(Locale.ROOT);
        return !control.contains("no-store")
                && !control.contains("private")
                && !response.headers().contains(HttpHeaders.SET_COOKIE);
    }

    private void failed(Throwable cause) {
        if (ended.future().isComplete() || relay.hasEnded()) {
            return;
        }
        relay.fail(cause);
        response.cancel();
        writer.end();
        writer.written()
                .transform(written -> services.disk().run(() -> {
                    blob.keep();
                    return true;
                }))
                .onComplete(kept -> ended.tryFail(cause));
    }

    /** What is nearly there is finished; the rest is resumed next time, if it can be. */
    private void abandoned() {
        long missingBytes = writer.expectation().hasSize()
                ? head.sizeBytes() - writer.writtenBytes()
                : Long.MAX_VALUE;
        if (!responseEnded && missingBytes > ListedFetch.NEARLY_DONE_BYTES) {
            failed(new FetchException(499, "nobody waits for it any more"));
        }
    }
}
