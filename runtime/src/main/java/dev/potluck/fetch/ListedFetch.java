package dev.potluck.fetch;

import dev.potluck.api.ArchiveFormat;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.cache.NewObject;
import dev.potluck.cache.StoredObject;
import dev.potluck.hash.ContentHasher;
import dev.potluck.hash.FileHashes;
import dev.potluck.index.ExpectedFile;
import dev.potluck.index.Resolution;
import dev.potluck.index.Validators;
import dev.potluck.mirror.ByteSink;
import dev.potluck.mirror.DownloadHead;
import dev.potluck.mirror.DownloadRequest;
import dev.potluck.mirror.Mirror;
import dev.potluck.mirror.MirrorDownload;
import dev.potluck.net.HttpDates;
import dev.potluck.store.PartialBlob;
import dev.potluck.swarm.PieceTrust;
import dev.potluck.swarm.SwarmFile;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Objects;
import java.util.Optional;

/**
 * Gets one listed file into the cache: from its mirrors, through a relay, checked against its hash.
 *
 * <p>When what came is wrong and nobody has seen a byte of it, the next mirror is tried; otherwise
 * the readers are cut off, and their next request starts anew.
 */
final class ListedFetch {
    private static final Logger log = LoggerFactory.getLogger(ListedFetch.class);

    /** A fetch that nobody waits for any more is finished if no more than this is missing. */
    static final long NEARLY_DONE_BYTES = 4L << 20;

    private final Services services;
    private final Upstream from;
    private final ExpectedFile file;
    private final ArchiveFormat format;
    private final PartialBlob blob;
    private final Relay relay;
    private final Promise<StoredObject> stored = Promise.promise();
    private RelayWriter writer;
    private final Optional<PieceTrust> trust;
    private Optional<MirrorDownload> download = Optional.empty();
    private Optional<SwarmFetch> swarm = Optional.empty();
    private Optional<RecreatedFetch> recreation = Optional.empty();
    private boolean isRecreated;
    private boolean peersLied;
    private Optional<Mirror> sender = Optional.empty();
    private Optional<Throwable> writeFailure = Optional.empty();
    private Optional<Throwable> networkFailure = Optional.empty();
    private boolean leaving;
    private int attemptsLeft;
    private long lastModifiedMs = -1;

    ListedFetch(Services services, Upstream from, Resolution.Listed listed, OpenedPartial partial) {
        this.services = services;
        this.from = from;
        this.file = listed.file();
        this.format = listed.format();
        this.blob = partial.blob();
        this.relay = new Relay(blob.file(), this::abandoned);
        this.writer = newWriter(partial.hasher());
        this.trust = services.swarming()
                .filter(peers ->
                        isShareable() && peers.isPublic().test(from.archive().id()))
                .filter(peers -> file.hash().algorithm() == HashAlgorithm.SHA256)
                .map(peers -> new PieceTrust(new SwarmFile(
                        file.hash(), file.sizeBytes(), from.archive().id())));
        this.attemptsLeft = from.mirrors().inOrder().size() + (blob.lengthBytes() > 0 ? 1 : 0);
    }

    private RelayWriter newWriter(ContentHasher hasher) {
        RelayWriter made =
                new RelayWriter(relay, blob, hasher, Expectation.of(file), services.disk());
        made.written().onFailure(this::cannotWrite);
        return made;
    }

    /** The disk is full, or worse: nothing more is asked of the mirrors. */
    private void cannotWrite(Throwable cause) {
        writeFailure = Optional.of(cause);
        cancel();
    }

    private void cancel() {
        cancelNetwork();
        recreation.ifPresent(RecreatedFetch::close);
    }

    private void cancelNetwork() {
        download.ifPresent(MirrorDownload::cancel);
        swarm.ifPresent(SwarmFetch::cancel);
    }

    Relay relay() {
        return relay;
    }

    /** What one more client gets. */
    Future<Answer> answer(CacheStatus status) {
        return relay.read(Expectation.of(file).isSmall(), status)
                .map(answer -> answer instanceof Answer.Relayed relayed
                        ? relayed.with(origin().orElse(status))
                        : answer);
    }

    /** Where it comes from, if not from a mirror alone. */
    private Optional<CacheStatus> origin() {
        if (isRecreated) {
            return Optional.of(CacheStatus.FROM_DELTA);
        }
        return isFromPeers() ? Optional.of(CacheStatus.FROM_PEERS) : Optional.empty();
    }

    private boolean isFromPeers() {
        return swarm.filter(SwarmFetch::hasPeerBytes).isPresent();
    }

    /** What neighbours may see of it. */
    Optional<SharedFetch> shared() {
        boolean isOf = !leaving && !relay.hasEnded() && trust.isPresent();
        return isOf
                ? swarm.map(fetch -> new SharedFetch(this, fetch.holding(), file.sizeBytes()))
                : Optional.empty();
    }

    FetchProgress progress() {
        return new FetchProgress(
                file.path(),
                from.archive().id(),
                writer.writtenBytes(),
                writer.expectation().sizeBytes(),
                relay.readerCount());
    }

    /** Whether it is being given up: who comes now waits for its end, and starts anew. */
    boolean isLeaving() {
        return leaving;
    }

    /** Completes when the file is in the cache; fails if it did not get there. */
    Future<StoredObject> stored() {
        return stored.future();
    }

    void start() {
        attemptsLeft--;
        if (writer.isComplete()) { // an earlier run ended between its last byte and its check
            relay.begin(new RelayHead(file.sizeBytes(), validators(), ""));
            check();
            return;
        }
        DownloadRequest request = new DownloadRequest(
                MirrorPlaces.of(file, format),
                DownloadRequest.Content.hashed(file.sizeBytes()),
                new DownloadRequest.Start(writer.writtenBytes(), Optional.empty()),
                MultiMap.caseInsensitiveMultiMap());
        if (trust.isPresent()) {
            startSwarm(trust.get(), request);
        } else {
            startMirror(request);
        }
    }

    /** Begins to make the file again, if something was kept of it. */
    void startRecreation(String name) {
        recreation = services.recreating()
                .filter(recreating -> recreating.means().has(file.hash()))
                .map(recreating -> new RecreatedFetch(services, recreating, file.hash()));
        recreation.ifPresent(begun -> {
            stored().onComplete(ended -> begun.close());
            begun.made().onSuccess(made -> recreate(begun));
            begun.start(name);
        });
    }

    /** What the network has not brought comes from what was kept. */
    private void recreate(RecreatedFetch begun) {
        if (isRecreated || relay.hasEnded() || writer.isComplete()) {
            return;
        }
        isRecreated = true;
        cancelNetwork();
        begun.feed(writer, this::beginWithout).onSuccess(fed -> check()).onFailure(this::failed);
    }

    /** The network has failed. */
    private void unreachable(Throwable cause) {
        if (isRecreated) {
            return; // it was cancelled
        }
        networkFailure = Optional.of(cause); // what a client hears, if making it again fails too
        boolean isWanted = !leaving && writeFailure.isEmpty();
        Optional<RecreatedFetch> hope =
                recreation.filter(begun -> isWanted && !begun.made().failed());
        hope.ifPresentOrElse(this::recreate, () -> failed(cause));
    }

    private void startMirror(DownloadRequest request) {
        MirrorDownload started =
                MirrorDownload.start(services.mirrors(), from.mirrors(), request, new Sink());
        download = Optional.of(started);
        started.result()
                .onComplete(ended -> services.traffic().addWasted(started.wastedBytes()))
                .onSuccess(result -> arrived(Optional.of(result.head().mirror())))
                .onFailure(this::unreachable);
    }

    private void arrived(Optional<Mirror> from) {
        sender = from;
        if (!isRecreated) {
            check();
        }
    }

    private void startSwarm(PieceTrust known, DownloadRequest request) {
        MirrorSource mirror = new MirrorSource(services, from, file, request, this::begin);
        SwarmFetch fetch = new SwarmFetch(
                services.swarming().orElseThrow(), known, mirror, writer, new Swarmed());
        swarm = Optional.of(fetch);
        (peersLied ? fetch.startAlone() : fetch.start())
                .onSuccess(result -> arrived(mirror.sender()))
                .onFailure(cause -> {
                    if (MirrorSource.isOtherContent(cause) && relay.releasedBytes() == 0) {
                        swarm = Optional.empty();
                        relay.dismissNeighbours();
                        startMirror(request.with(new DownloadRequest.Start(
                                writer.acceptedBytes(), Optional.empty())));
                    } else {
                        unreachable(Objects.requireNonNullElse(cause.getCause(), cause));
                    }
                });
    }

    private void begin(DownloadHead head) {
        Validators mirrors = Conditions.validators(head.headers());
        lastModifiedMs = HttpDates.parseMs(mirrors.lastModified());
        relay.begin(
                new RelayHead(writer.expectation().sizeBytes(), validators(), head.contentType()));
    }

    /** No mirror has said anything, and there are bytes already. */
    private void beginWithout() {
        relay.begin(new RelayHead(file.sizeBytes(), validators(), ""));
    }

    /** What the swarm's bytes mean for readers. */
    private final class Swarmed implements SwarmFetch.Listener {
        @Override
        public void begins() {
            beginWithout();
        }

        @Override
        public void follows() {
            relay.dismissNeighbours();
        }
    }

    /** The same that the file will have once it is stored. */
    private Validators validators() {
        return file.hash().algorithm() == HashAlgorithm.SHA256
                ? Conditions.validators(file.hash(), lastModifiedMs)
                : Validators.NONE;
    }

    private void check() {
        writer.end();
        writer.written().onFailure(this::failed).onSuccess(hashes -> {
            if (writer.expectation().matches(writer.writtenBytes(), hashes)) {
                relay.complete(writer.writtenBytes(), hashes.sha256());
                store(hashes);
            } else {
                refuse();
            }
        });
    }

    private void store(FileHashes hashes) {
        boolean byOtherHash = file.hash().algorithm() != HashAlgorithm.SHA256;
        NewObject about = new NewObject(
                hashes.sha256(),
                byOtherHash ? Optional.of(hashes.listed()) : Optional.empty(),
                lastModifiedMs,
                isShareable(),
                file.packageId());
        services.disk().run(() -> services.cache().adopt(blob, about)).onComplete(stored);
        Future.fromCompletionStage(services.catalog().noteStored(from.archive(), file, format))
                .onFailure(cause -> log.warn("cannot note a place: {}", cause.getMessage()));
    }

    /** Whether an index of an archive that is shared lists it by a strong hash. */
    private boolean isShareable() {
        return file.hash().algorithm().isStrong()
                && file.sizeBytes() != ExpectedFile.UNKNOWN_SIZE
                && from.archive().shared();
    }

    /** What came is not what the index lists: forget it, and try elsewhere if nobody saw it. */
    private void refuse() {
        relay.dismissNeighbours();
        services.traffic().addWasted(writer.writtenBytes());
        String problem =
                "%s is not what the archive's index lists (%s)".formatted(from.path(), file.hash());
        log.warn("{}: {}", from.archive().id(), problem);
        boolean isPeers = isFromPeers();
        recreation = Optional.empty(); // closed when this fetch ends
        isRecreated = false;
        long keptBytes = isPeers ? relay.releasedBytes() : 0;
        boolean wasSeen = relay.releasedBytes() > keptBytes
                || isPeers && keptBytes > 0 && !swarm.orElseThrow().wasHeld();
        if (isPeers) {
            swarm.ifPresent(SwarmFetch::blame);
            peersLied = true;
        } else {
            sender.ifPresent(mirror -> from.mirrors().health(mirror).sentWrongContent());
        }
        boolean triesAgain = (attemptsLeft > 0 || isPeers) && !wasSeen && relay.isWanted();
        services.disk()
                .run(() -> OpenedPartial.restart(blob, triesAgain ? keptBytes : 0, file.hash()))
                .onFailure(this::failed)
                .onSuccess(hasher -> {
                    if (triesAgain) {
                        writer = newWriter(hasher);
                        start();
                    } else {
                        failed(new FetchException(502, problem + "; try again later"));
                    }
                });
    }

    /** Keeps what came for the next time, and tells the readers. */
    private void failed(Throwable cause) {
        leaving = true;
        writer.end(); // what still waits is written first: the file must not close under it
        writer.written()
                .onComplete(written -> services.disk()
                        .run(() -> {
                            blob.keep();
                            return true;
                        })
                        .onComplete(kept -> {
                            Throwable reason =
                                    writeFailure.or(() -> networkFailure).orElse(cause);
                            relay.fail(reason);
                            stored.tryFail(reason);
                        }));
    }

    private void abandoned() {
        long missingBytes = file.sizeBytes() - writer.writtenBytes();
        if (!relay.hasEnded() && missingBytes > NEARLY_DONE_BYTES) {
            leaving = true;
            cancel();
        }
    }

    /** Takes the bytes of whatever mirror sends them. */
    private final class Sink implements ByteSink {
        @Override
        public void begin(long offsetBytes, DownloadHead head) {
            if (offsetBytes < writer.writtenBytes()) {
                writer.begin(true, Optional.empty());
            }
            head.sizeBytes().ifPresent(writer::announced);
            ListedFetch.this.begin(head);
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

        @Override
        public void restart(DownloadHead head) {
            if (relay.releasedBytes() > 0) {
                download.ifPresent(MirrorDownload::cancel);
            } else {
                writer.begin(true, Optional.empty());
            }
        }
    }
}
