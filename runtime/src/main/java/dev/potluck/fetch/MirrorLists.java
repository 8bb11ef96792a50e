package dev.potluck.fetch;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.MirrorList;
import dev.potluck.index.MirrorListStore.StoredList;
import dev.potluck.mirror.Mirror;
import dev.potluck.net.AddressRules;
import dev.potluck.net.Reach;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Answers requests for lists of mirrors with lists that have this node as the only mirror. The
 * mirrors that were in a list become those of one archive (see {@link ListedArchives}).
 *
 * <p>A new list counts, and is handed out, once the root index that it describes is here: until
 * then clients get the last list, which goes with the snapshot that is served. So a list that is
 * ahead of all mirrors that answer, or mirrors that are all down, keep no client from working.
 */
public final class MirrorLists {
    private static final Logger log = LoggerFactory.getLogger(MirrorLists.class);

    /** Who has a list at hand waits no longer for the one who makes lists. */
    private static final long PATIENCE_MS = 3_000;

    /** Parameters of a query that only some clients know. */
    private static final Pattern SECRET = Pattern.compile(
            "[?&][^=&]*(auth|cred|key|pass|secret|session|sig|token)[^=&]*=",
            Pattern.CASE_INSENSITIVE);

    /** Room for the list with one mirror in the database. */
    private static final int MAX_STORED_BYTES = 256 << 10;

    /**
     * A list for a client.
     *
     * @param contentType the mirror's; empty if not known
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Document(byte[] content, String contentType, CacheStatus status) {}

    private final Vertx vertx;
    private final Services services;
    private final Fetcher fetcher;
    private final ListedArchives archives;
    private final List<ArchiveFormat> formats;
    private final AddressRules rules;

    public MirrorLists(
            Vertx vertx,
            Services services,
            Fetcher fetcher,
            ListedArchives archives,
            AddressRules rules) {
        this.vertx = vertx;
        this.services = services;
        this.fetcher = fetcher;
        this.archives = archives;
        this.formats = services.catalog().formats();
        this.rules = rules;
    }

    /**
     * Whether a list of mirrors may stand there, by the address alone. One that carries a secret is
     * for one client: it passes through the node, as all such requests do, and nothing is kept.
     */
    public boolean mayBe(Mirror host, String target) {
        return formatOf(host, target).isPresent() && !SECRET.matcher(target).find();
    }

    private Optional<ArchiveFormat> formatOf(Mirror host, String target) {
        String address = host.authority() + target;
        return formats.stream().filter(format -> format.mayListMirrors(address)).findFirst();
    }

    /**
     * Gets a list.
     *
     * @param own where the client finds this node: what goes before the name of a host
     * @param self the node as a list might name it, which makes it no mirror
     * @return the list with this node as its mirror; what stands there, if it is no list; fails
     *     with {@link FetchException}
     */
    public Future<Document> fetch(Mirror host, String target, String own, Mirror self) {
        return new Request(host, target, own, self)
                .run()
                .recover(cause -> Future.failedFuture(FetchException.of(cause)));
    }

    /** One client's request. */
    private final class Request {
        private final Mirror host;
        private final String target;
        private final Mirror self;
        private final ArchiveFormat format;
        private final String address;
        private final String token;
        private final String mirror;

        Request(Mirror host, String target, String own, Mirror self) {
            this.host = host;
            this.target = target;
            this.self = self;
            this.format = formatOf(host, target).orElseThrow();
            this.address = host.scheme() + "://" + host.authority() + target;
            this.token = ListedArchives.token(address);
            this.mirror = own + token + ListedArchives.HOST_SUFFIX + "/";
        }

        Future<Document> run() {
            Future<Document> asked = SmallDownload.get(services, host, target)
                    .compose(answer -> services.parser()
                            .run(() -> format.readMirrors(answer.content()))
                            .compose(list -> list.isPresent()
                                    ? take(answer, list.get())
                                    : Future.succeededFuture(answer)));
            return archives.list(token).map(last -> orLast(asked, last)).orElse(asked);
        }

        /** Makes the list's mirrors those of the archive, if there is one that can be asked. */
        private Future<Document> take(Document answer, MirrorList list) {
            return services.mirrors()
                    .addresses(host.host(), host.reach())
                    .map(addresses -> addresses.stream()
                            .map(rules::reachOf)
                            .max(Comparator.naturalOrder())
                            .orElse(Reach.INTERNET))
                    .compose(reach -> {
                        List<String> mirrors =
                                new ListScreen(rules, reach, self).usable(list.mirrors());
                        if (mirrors.isEmpty()) {
                            log.warn("{} names no mirror that can be asked", address);
                            return Future.succeededFuture(answer);
                        }
                        return adopt(answer, list, mirrors, reach);
                    });
        }

        private Future<Document> adopt(
                Document answer, MirrorList list, List<String> mirrors, Reach reach) {
            return services.parser()
                    .run(() -> format.withMirror(answer.content(), mirror))
                    .compose(document -> {
                        StoredList next = new StoredList(
                                address,
                                reach.name(),
                                format.name(),
                                mirrors,
                                list.rootIndex(),
                                list.rootHashes(),
                                document);
                        return agreed(next)
                                .compose(agreed -> keep(agreed))
                                .map(kept -> new Document(
                                        kept.equals(next)
                                                ? document
                                                : format.withMirror(kept.document(), mirror),
                                        answer.contentType(),
                                        kept.equals(next) ? CacheStatus.MISS : CacheStatus.STALE));
                    });
        }

        /** The new list, or the last one while the new one's root index is not to be had. */
        private Future<StoredList> agreed(StoredList next) {
            Optional<StoredList> last = archives.list(token);
            Upstream root = archives.upstream(next, host.reach());
            if (root.expected().isAny()) {
                return Future.succeededFuture(next);
            }
            return fetcher.currentRoot(root, format).transform(found -> {
                boolean isThere = found.succeeded() && root.expected().permits(found.result());
                if (!isThere && last.isPresent()) {
                    log.info("{}: no mirror has what it describes", address);
                }
                return Future.succeededFuture(isThere ? next : last.orElse(next));
            });
        }

        private Future<StoredList> keep(StoredList list) {
            if (list.document().length > MAX_STORED_BYTES) {
                return Future.failedFuture(
                        new FetchException(502, address + " is too long for a list of mirrors"));
            }
            return services.disk()
                    .run(() -> {
                        archives.put(token, list);
                        return list;
                    })
                    .onSuccess(stored -> archives.renewed(token, stored));
        }

        /** What was asked for, or the last list when that fails or takes too long. */
        private Future<Document> orLast(Future<Document> asked, StoredList last) {
            Promise<Document> first = Promise.promise();
            Document known =
                    new Document(format.withMirror(last.document(), mirror), "", CacheStatus.STALE);
            long timer = vertx.setTimer(PATIENCE_MS, late -> first.tryComplete(known));
            asked.onComplete(ended -> {
                vertx.cancelTimer(timer);
                first.tryComplete(ended.succeeded() ? ended.result() : known);
            });
            return first.future();
        }
    }
}
