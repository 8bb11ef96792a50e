package dev.potluck.fetch;

import dev.potluck.cache.NewObject;
import dev.potluck.cache.StoredObject;
import dev.potluck.hash.FileHashes;
import dev.potluck.index.Resources;
import dev.potluck.index.Validators;
import dev.potluck.mirror.ByteSink;
import dev.potluck.mirror.DownloadHead;
import dev.potluck.mirror.DownloadRequest;
import dev.potluck.mirror.DownloadResult;
import dev.potluck.mirror.MirrorDownload;
import dev.potluck.mirror.Validator;
import dev.potluck.net.HttpDates;
import dev.potluck.store.PartialBlob;
import dev.potluck.store.PartialOrigin;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Gets one file that no index lists, unless the version at hand is still right: from one mirror,
 * through a relay, as it comes, as nothing is known to check it against.
 */
final class UnlistedFetch {
    private static final Logger log = LoggerFactory.getLogger(UnlistedFetch.class);

    private final Services services;
    private final Upstream from;
    private final PartialBlob blob;
    private final Relay relay;
    private final RelayWriter writer;
    private final Promise<Boolean> isComing = Promise.promise();
    private final Promise<StoredObject> ended = Promise.promise();
    private Optional<MirrorDownload> download = Optional.empty();
    private RelayHead head = new RelayHead(RelayHead.UNKNOWN_SIZE, Validators.NONE, "");
    private boolean mayBeKept = true;
    private boolean leaving;

    UnlistedFetch(Services services, Upstream from, OpenedPartial partial) {
        this.services = services;
        this.from = from;
        this.blob = partial.blob();
        this.relay = new Relay(blob.file(), this::abandoned);
        this.writer = new RelayWriter(
                relay, blob, partial.hasher(), Expectation.NOTHING, services.disk());
        writer.written().onFailure(cause -> download.ifPresent(MirrorDownload::cancel));
    }

    Relay relay() {
        return relay;
    }

    /** Whether it is being given up: who comes now waits for its end, and starts anew. */
    boolean isLeaving() {
        return leaving;
    }

    /** True when a version comes, false when the one at hand is right; fails as the last mirror. */
    Future<Boolean> isComing() {
        return isComing.future();
    }

    /** Completes when the file is in the cache; fails if it did not get there. */
    Future<StoredObject> ended() {
        return ended.future();
    }

    /** @param conditions headers that ask for another version than the one at hand */
    void start(MultiMap conditions, DownloadRequest.Start resume) {
        DownloadRequest request = new DownloadRequest(
                List.of(from.path()), DownloadRequest.Content.UNKNOWN, resume, conditions);
        MirrorDownload started =
                MirrorDownload.start(services.mirrors(), from.mirrors(), request, new Sink());
        download = Optional.of(started);
        started.result().onSuccess(this::received).onFailure(cause -> {
            if (resume.offsetBytes() > 0 && !isComing.future().isComplete() && !leaving) {
                start(conditions, DownloadRequest.Start.AT_ZERO); // what came was no such part
            } else {
                failed(cause);
            }
        });
    }

    /** Where to go on with what an earlier fetch left: its bytes must be of the same version. */
    static DownloadRequest.Start resume(Upstream from, OpenedPartial partial) {
        return partial.origin()
                .filter(origin -> partial.blob().lengthBytes() > 0)
                .flatMap(origin -> from.mirrors().inOrder().stream()
                        .filter(mirror -> mirror.toString().equals(origin.source()))
                        .map(mirror -> new Validator(mirror, origin.etag(), origin.lastModified()))
                        .filter(validator -> validator.ifRange().isPresent())
                        .findFirst())
                .map(validator -> new DownloadRequest.Start(
                        partial.blob().lengthBytes(), Optional.of(validator)))
                .orElse(DownloadRequest.Start.AT_ZERO);
    }

    private void received(DownloadResult result) {
        if (result.isNotModified()) {
            giveUp(new FetchException(304, "the version at hand is right"));
            isComing.complete(false);
            return;
        }
        writer.end();
        writer.written().onSuccess(this::complete).onFailure(this::failed);
    }

    private void complete(FileHashes hashes) {
        relay.complete(writer.writtenBytes(), hashes.sha256());
        NewObject about = new NewObject(
                hashes.sha256(),
                Optional.empty(),
                HttpDates.parseMs(head.validators().lastModified()),
                false,
                Optional.empty());
        services.disk()
                .run(() -> store(about))
                .onFailure(
                        cause -> log.info("{} is not kept: {}", from.address(), cause.toString()))
                .onComplete(stored -> relay.retire())
                .onComplete(ended);
    }

    private StoredObject store(NewObject about) throws IOException, FetchException {
        if (!mayBeKept) {
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

    private void failed(Throwable cause) {
        relay.fail(cause);
        giveUp(cause);
        isComing.tryFail(cause);
    }

    /** Keeps what came for the next time. */
    private void giveUp(Throwable cause) {
        leaving = true;
        writer.end(); // what still waits is written first: the file must not close under it
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
        if (!relay.hasEnded() && missingBytes > ListedFetch.NEARLY_DONE_BYTES) {
            leaving = true;
            download.ifPresent(MirrorDownload::cancel);
        }
    }

    /** Takes the bytes of the mirror that has the file. */
    private final class Sink implements ByteSink {
        @Override
        public void begin(long offsetBytes, DownloadHead said) {
            Validators validators = Conditions.validators(said.headers());
            head = new RelayHead(
                    said.sizeBytes().orElse(RelayHead.UNKNOWN_SIZE),
                    validators,
                    said.contentType());
            mayBeKept = Conditions.mayBeKept(said.headers());
            writer.announced(head.sizeBytes());
            writer.begin(
                    offsetBytes == 0,
                    Optional.of(new PartialOrigin(
                            said.mirror().toString(),
                            validators.etag(),
                            validators.lastModified())));
            relay.begin(head);
            isComing.tryComplete(true);
        }

        @Override
        public boolean write(Buffer bytes) {
            services.traffic().addFromMirror(bytes.length());
            return writer.write(bytes);
        }

        @Override
        public void onDrain(Runnable resume) {
            writer.onDrain(resume);
        }

        /** Readers have had bytes of the version before, and cannot be given others. */
        @Override
        public void restart(DownloadHead said) {
            download.ifPresent(MirrorDownload::cancel);
        }
    }
}
