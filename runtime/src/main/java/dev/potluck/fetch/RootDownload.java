package dev.potluck.fetch;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.hash.ContentHasher;
import dev.potluck.index.Validators;
import dev.potluck.mirror.Mirror;
import dev.potluck.mirror.MirrorRequest;
import dev.potluck.mirror.MirrorResponse;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks mirrors, one after another, whether a small file is newer than the version at hand. */
final class RootDownload {
    /** The largest root index in the field, Ubuntu's, has under 1 MB. */
    private static final int MAX_BYTES = 16 << 20;

    /** A mirror that sends a byte now and then must not keep the others from being asked. */
    private static final long MAX_BODY_S = 60;

    /**
     * A newer version.
     *
     * @param mirror who had it
     */
    record Newer(Mirror mirror, Validators validators, Buffer content) {}

    private final Services services;
    private final Upstream from;

    RootDownload(Services services, Upstream from) {
        this.services = services;
        this.from = from;
    }

    /**
     * @param known the version at hand
     * @param path of the file in the archive
     * @return empty if the version at hand is the newest; fails as the last mirror did
     */
    Future<Optional<Newer>> ask(ArchivePath path, Validators known) {
        return MirrorSweep.firstUsable(from.mirrors(), mirror -> askOne(mirror, path, known));
    }

    /**
     * Asks for a root index that a list of mirrors describes: for the current one of all mirrors,
     * then for one of those before.
     *
     * @param knownSha256 of the version at hand; empty if there is none
     */
    Future<Optional<Newer>> ask(Validators known, Optional<ContentHash> knownSha256) {
        ExpectedRoot wanted = from.expected();
        return wanted.isAny()
                ? ask(from.path(), known)
                : ask(known, knownSha256, wanted.current())
                        .recover(behind -> ask(known, knownSha256, wanted));
    }

    private Future<Optional<Newer>> ask(
            Validators known, Optional<ContentHash> knownSha256, ExpectedRoot wanted) {
        Validators conditions =
                knownSha256.filter(wanted::permits).isPresent() ? known : Validators.NONE;
        return MirrorSweep.firstUsable(
                from.mirrors(),
                mirror -> askOne(mirror, from.path(), conditions)
                        .compose(answer -> isWanted(answer, wanted)
                                ? Future.succeededFuture(answer)
                                : Future.failedFuture(new FetchException(
                                        502,
                                        "%s has another %s than the list of mirrors says"
                                                .formatted(mirror.authority(), from.path())))));
    }

    private static boolean isWanted(Optional<Newer> answer, ExpectedRoot wanted) {
        return answer.map(newer ->
                        wanted.permits(ContentHasher.sha256(newer.content().getBytes())))
                .orElse(true);
    }

    /** Asks one mirror only. */
    Future<Optional<Newer>> askOne(Mirror mirror, ArchivePath path, Validators known) {
        MultiMap headers = Conditions.unless(known);
        MirrorRequest request =
                new MirrorRequest(HttpMethod.GET, mirror, mirror.encodedTarget(path), headers);
        return services.mirrors()
                .send(request)
                .onSuccess(from.mirrors()::recordAnswer)
                .compose(response -> read(mirror, path, response));
    }

    private Future<Optional<Newer>> read(Mirror mirror, ArchivePath path, MirrorResponse response) {
        if (response.status() == 304) {
            response.discard();
            return Future.succeededFuture(Optional.empty());
        }
        if (response.status() != 200) {
            response.discard();
            return Future.failedFuture(FetchException.ofStatus(response, path));
        }
        Validators validators = Conditions.validators(response.headers());
        return readBody(response)
                .map(content -> Optional.of(new Newer(mirror, validators, content)));
    }

    private Future<Buffer> readBody(MirrorResponse response) {
        Promise<Buffer> whole = Promise.promise();
        Buffer content = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(content));
        response.handler(bytes -> {
            services.traffic().addFromMirror(bytes.length());
            content.appendBuffer(bytes);
            if (content.length() > MAX_BYTES) {
                response.cancel();
                whole.tryFail(new FetchException(
                        502, "a root index of more than " + MAX_BYTES + " bytes"));
            }
        });
        response.resume();
        return whole.future()
                .timeout(MAX_BODY_S, TimeUnit.SECONDS)
                .onFailure(cause -> response.cancel());
    }
}
