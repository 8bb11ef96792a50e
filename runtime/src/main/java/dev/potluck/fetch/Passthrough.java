package dev.potluck.fetch;

import dev.potluck.mirror.MirrorRequest;

import io.vertx.core.Future;

/** Requests that are for one client only: credentials, queries, what nobody may keep. */
public final class Passthrough {
    private final Services services;

    public Passthrough(Services services) {
        this.services = services;
    }

    /**
     * Passes a request on as it is and the mirror's answer back as it comes.
     *
     * @return fails with {@link FetchException}
     */
    public Future<Answer.Passed> fetch(MirrorRequest request) {
        return services.mirrors()
                .send(request)
                .map(response -> PassedBody.answer(response, services.traffic()))
                .recover(cause -> Future.failedFuture(FetchException.of(cause)));
    }
}
