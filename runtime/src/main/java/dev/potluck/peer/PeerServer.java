package dev.potluck.peer;

import dev.potluck.api.ContentHash;
import dev.potluck.net.ByteRange;
import dev.potluck.net.ClientRules;
import dev.potluck.net.Timers;
import dev.potluck.net.Traffic;
import dev.potluck.swarm.Have;
import dev.potluck.swarm.PeerPaths;
import dev.potluck.swarm.PieceHashes;

import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The port that other nodes see. It knows three requests, all by hash, and has one answer to
 * everything else: 404, without a word.
 */
public final class PeerServer {
    private static final int MAX_LINE_BYTES = 1 << 10;
    private static final int MAX_HEAD_BYTES = 8 << 10;
    private static final int IDLE_S = 30;
    private static final int MAX_CONNECTIONS = 256;
    private static final int MAX_CONNECTIONS_PER_PEER = 32;

    /** How long a peer that found no slot should leave us alone. */
    private static final String RETRY_AFTER_S = "5";

    /**
     * Who asks, and how much each gets.
     *
     * @param neighbours who is on the same network
     * @param tag tells this node from others; see {@link Have}
     */
    public record Policy(UploadLimits limits, MonthlyCap month, ClientRules neighbours, long tag) {}

    private final Vertx vertx;
    private final PublicObjects objects;
    private final Policy policy;
    private final UploadGate gate;
    private final Traffic traffic;
    private final Map<InetAddress, Integer> connections = new HashMap<>();
    private Optional<HttpServer> listening = Optional.empty();
    private int connectionCount;

    public PeerServer(
            Vertx vertx, PublicObjects objects, Policy policy, Timers timers, Traffic traffic) {
        this.objects = objects;
        this.policy = policy;
        this.traffic = traffic;
        this.gate = new UploadGate(policy.limits(), policy.month(), timers);
        this.vertx = vertx;
    }

    private HttpServer newServer() {
        return vertx.createHttpServer(new HttpServerOptions()
                        .setMaxInitialLineLength(MAX_LINE_BYTES)
                        .setMaxHeaderSize(MAX_HEAD_BYTES)
                        .setIdleTimeout(IDLE_S)
                        .setHttp2ClearTextEnabled(false)
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setTcpNoDelay(true))
                .connectionHandler(this::opened)
                .requestHandler(this::handle);
    }

    /**
     * Starts to listen; the port, also where 0 was asked for. After a failure it may be tried
     * again.
     */
    public Future<Integer> listen(int port, String host) {
        HttpServer server = newServer(); // one that failed to listen never will
        listening = Optional.of(server);
        return server.listen(port, host).map(HttpServer::actualPort);
    }

    /** Stops to listen; uploads under way have so long to end. */
    public Future<Void> shutdown(long graceMs) {
        return listening
                .map(server -> server.shutdown(graceMs, TimeUnit.MILLISECONDS))
                .orElse(Future.succeededFuture());
    }

    /** Uploads under way. */
    public int uploads() {
        return gate.slotsTaken();
    }

    private void opened(HttpConnection connection) {
        InetAddress peer = addressOf(connection);
        int ofPeer = connections.getOrDefault(peer, 0);
        if (connectionCount >= MAX_CONNECTIONS || ofPeer >= MAX_CONNECTIONS_PER_PEER) {
            connection.close();
            return;
        }
        connectionCount++;
        connections.put(peer, ofPeer + 1);
        connection.closeHandler(closed -> {
            connectionCount--;
            connections.computeIfPresent(peer, (same, count) -> count == 1 ? null : count - 1);
        });
    }

    private static InetAddress addressOf(HttpConnection connection) {
        String address = connection.remoteAddress().hostAddress();
        InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
        if (parsed == null) {
            throw new IllegalStateException("a peer at " + address);
        }
        return parsed;
    }

    private void handle(HttpServerRequest request) {
        String path = request.uri();
        boolean isReading =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        Optional<ContentHash> file = isReading ? PeerPaths.file(path) : Optional.empty();
        if (file.isPresent()) {
            sendFile(request, file.get());
            return;
        }
        Optional<ContentHash> pieces = isReading ? PeerPaths.pieces(path) : Optional.empty();
        if (pieces.isPresent()) {
            sendPieces(request, pieces.get());
        } else if (request.method().equals(HttpMethod.POST) && path.equals(PeerPaths.HAVE)) {
            answerHave(request);
        } else {
            refuse(request);
        }
    }

    /** Not a word; and what a stranger sends along is not read. */
    private static void refuse(HttpServerRequest request) {
        boolean hasBody = request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        HttpServerResponse response = request.response().setStatusCode(404);
        if (hasBody && !request.isEnded()) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                    .end()
                    .onComplete(sent -> request.connection().close());
        } else {
            response.end();
        }
    }

    private void sendFile(HttpServerRequest request, ContentHash sha256) {
        InetAddress peer = addressOf(request.connection());
        boolean isLan = policy.neighbours().permits(peer);
        Optional<UploadSource> source = objects.complete(sha256)
                .or(() -> isLan ? objects.underWay(sha256) : Optional.empty());
        if (source.isEmpty()) {
            refuse(request);
            return;
        }
        Optional<Upload.Stretch> stretch = head(request, source.get());
        if (stretch.isEmpty() || request.method().equals(HttpMethod.HEAD)) {
            source.get().close();
            request.response().end();
        } else if (!gate.enter(peer, isLan)) {
            source.get().close();
            sayBusy(request.response());
        } else {
            upload(request.response(), stretch.get(), new Upload.To(peer, isLan));
        }
    }

    private static void sayBusy(HttpServerResponse response) {
        response.headers().clear();
        response.setStatusCode(503).putHeader("Retry-After", RETRY_AFTER_S).end();
    }

    /** Writes the head; nothing if the range cannot be satisfied. */
    private static Optional<Upload.Stretch> head(HttpServerRequest request, UploadSource source) {
        long sizeBytes = source.sizeBytes();
        HttpServerResponse response = request.response();
        String header = request.getHeader("Range");
        Optional<List<ByteRange>> ranges = header == null || request.headers().contains("If-Range")
                ? Optional.empty()
                : ByteRange.parse(header, sizeBytes).filter(several -> several.size() <= 1);
        if (ranges.isEmpty()) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(sizeBytes));
            return Optional.of(new Upload.Stretch(source, 0, sizeBytes));
        }
        if (ranges.get().isEmpty()) {
            response.setStatusCode(416).putHeader("Content-Range", "bytes */" + sizeBytes);
            return Optional.empty();
        }
        ByteRange range = ranges.get().get(0);
        response.setStatusCode(206)
                .putHeader("Content-Range", range.contentRange(sizeBytes))
                .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(range.length()));
        return Optional.of(new Upload.Stretch(source, range.first(), range.last() + 1));
    }

    private void upload(HttpServerResponse response, Upload.Stretch stretch, Upload.To to) {
        FileChannel file = stretch.source().completeFile();
        long bytes = stretch.to() - stretch.from();
        if (to.isLan() && file != null) {
            response.sendFile(file, stretch.from(), bytes)
                    .onSuccess(sent -> traffic.addUploaded(bytes))
                    .onComplete(sent -> {
                        gate.leave(to.peer());
                        stretch.source().close();
                    });
            return;
        }
        Upload upload = new Upload(response, stretch, to, gate, traffic);
        Runnable end = once(() -> {
            upload.stop();
            gate.leave(to.peer());
        });
        response.exceptionHandler(broken -> end.run());
        response.closeHandler(closed -> end.run());
        response.endHandler(ended -> end.run());
        upload.start();
    }

    private static Runnable once(Runnable action) {
        boolean[] isDone = {false};
        return () -> {
            if (!isDone[0]) {
                isDone[0] = true;
                action.run();
            }
        };
    }

    private void sendPieces(HttpServerRequest request, ContentHash sha256) {
        objects.pieces(sha256).onComplete(answer -> {
            if (request.response().closed()) {
                return;
            }
            Optional<PieceHashes> list = answer.succeeded() ? answer.result() : Optional.empty();
            if (list.isEmpty()) {
                refuse(request);
                return;
            }
            Buffer bytes = Buffer.buffer(list.get().toBytes());
            HttpServerResponse response = request.response();
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length()));
            if (request.method().equals(HttpMethod.HEAD)) {
                response.end();
            } else {
                sendList(request, bytes);
            }
        });
    }

    /** Neighbours need no slot for so little; what goes to others counts as a file does. */
    private void sendList(HttpServerRequest request, Buffer bytes) {
        InetAddress peer = addressOf(request.connection());
        if (policy.neighbours().permits(peer)) {
            request.response().end(bytes).onSuccess(sent -> traffic.addUploaded(bytes.length()));
        } else if (!gate.enter(peer, false)) {
            sayBusy(request.response());
        } else {
            upload(
                    request.response(),
                    new Upload.Stretch(new ListSource(bytes), 0, bytes.length()),
                    new Upload.To(peer, false));
        }
    }

    private void answerHave(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean isSane = length != null
                && length.matches("[0-9]{1,6}")
                && Integer.parseInt(length) <= Have.MAX_HASHES * Have.HASH_BYTES;
        if (!isSane || !policy.neighbours().permits(addressOf(request.connection()))) {
            refuse(request);
            return;
        }
        request.body().onSuccess(body -> {
            Optional<List<ContentHash>> question = Have.parseQuestion(body.getBytes());
            if (question.isEmpty()) {
                refuse(request);
                return;
            }
            List<Have.Holding> holdings =
                    question.get().stream().map(objects::holding).toList();
            byte[] answer = Have.encode(new Have.Answer(policy.tag(), holdings));
            request.response().end(Buffer.buffer(answer));
        });
    }
}
