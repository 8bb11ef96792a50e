package dev.potluck.fetch;

import io.vertx.core.Future;

/** A file on its way from a mirror to one client, past a cache that cannot take it. */
final class PlainPass {
    private PlainPass() {}

    /** Asks the mirrors one after another; nothing is known to check the file against. */
    static Future<Answer> fetch(Services services, Upstream from) {
        return MirrorSweep.get(services, from)
                .map(response -> PassedBody.answer(response, services.traffic()));
    }
}
