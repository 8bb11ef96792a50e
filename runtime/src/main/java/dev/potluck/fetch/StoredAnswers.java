package dev.potluck.fetch;

import dev.potluck.cache.BlobChangedException;
import dev.potluck.cache.OpenBlob;
import dev.potluck.cache.StoredObject;
import dev.potluck.index.Validators;

import io.vertx.core.Future;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/** Opens cached files for answers, after a look at whether they are still what was stored. */
final class StoredAnswers {
    private static final Logger log = LoggerFactory.getLogger(StoredAnswers.class);

    private StoredAnswers() {}

    /** Fails if the file was changed or deleted behind our back; it is then no longer cached. */
    static Future<Answer> open(
            Services services,
            StoredObject object,
            Validators validators,
            String contentType,
            CacheStatus status) {
        Validators told = validators.isEmpty()
                ? Conditions.validators(object.sha256(), object.lastModifiedMs())
                : validators;
        try {
            return Future.succeededFuture(new Answer.Stored(
                    object, services.cache().open(object), told, contentType, status));
        } catch (BlobChangedException changed) {
            log.warn("{}", changed.getMessage());
            return services.disk()
                    .run(() -> services.cache().verify(object))
                    .compose(intact -> reopen(services, object, intact))
                    .map(open -> new Answer.Stored(object, open, told, contentType, status));
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
    }

    private static Future<OpenBlob> reopen(Services services, StoredObject object, boolean intact) {
        if (!intact) {
            return Future.failedFuture(new IOException("the cached copy was damaged"));
        }
        try {
            StoredObject trusted = services.cache().find(object.sha256()).orElse(object);
            return Future.succeededFuture(services.cache().open(trusted));
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
    }
}
