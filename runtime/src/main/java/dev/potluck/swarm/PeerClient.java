package dev.potluck.swarm;

import dev.potluck.api.ContentHash;
import dev.potluck.net.Endpoint;
import dev.potluck.net.Timers;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.OptionalLong;

/** Asks peers over HTTP/1.1, with kept connections; whatever they answer is taken with distrust. */
public final class PeerClient implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PeerClient.class);

    /** For a connection, and a free place in the pool. */
    static final int CONNECT_MS = 1_500;

    /** Connections to one peer: two pieces and a list of each of two files. */
    private static final int MAX_CONNECTIONS = 4;

    private static final int MAX_WAITING = 64;
    private static final int MAX_HEAD_BYTES = 8 << 10;
    private static final int MAX_LINE_BYTES = 1 << 10;
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int KEEP_ALIVE_S = 30;

    private final HttpClientAgent http;
    /** Short questions do not wait until a connection is free of a long file. */
    private final HttpClientAgent questions;

    private final Timers timers;

    /** Called on the context that asks. */
    public PeerClient(Vertx vertx, Timers timers) {
        this.timers = timers;
        this.http = client(vertx, MAX_CONNECTIONS);
        this.questions = client(vertx, 1);
    }

    private static HttpClientAgent client(Vertx vertx, int connections) {
        return vertx.httpClientBuilder()
                .withConnectHandler(connection -> connection.exceptionHandler(
                        failure -> log.debug("a peer's connection: {}", failure.toString())))
                .with(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_1_1)
                        .setKeepAlive(true)
                        .setKeepAliveTimeout(KEEP_ALIVE_S)
                        .setConnectTimeout(CONNECT_MS)
                        .setMaxChunkSize(BUFFER_BYTES)
                        .setMaxHeaderSize(MAX_HEAD_BYTES)
                        .setMaxInitialLineLength(MAX_LINE_BYTES)
                        .setDecompressionSupported(false))
                .with(new PoolOptions()
                        .setHttp1MaxSize(connections)
                        .setMaxWaitQueueSize(MAX_WAITING))
                .build();
    }

    /** The file at one peer. */
    public PeerSource source(Endpoint peer, SwarmFile file) {
        return new PeerSource() {
            @Override
            public Future<byte[]> pieceList(int sizeBytes) {
                RequestOptions request =
                        request(peer, HttpMethod.GET, PeerPaths.ofPieces(file.sha256()));
                return collect(http, request, Buffer.buffer(), sizeBytes);
            }

            @Override
            public Handle open(long from, long to, Sink sink) {
                RequestOptions request =
                        request(peer, HttpMethod.GET, PeerPaths.ofFile(file.sha256()));
                boolean isWhole = from == 0 && to == file.sizeBytes();
                if (!isWhole) {
                    request.putHeader("Range", "bytes=%d-%d".formatted(from, to - 1));
                }
                PeerCall.Expected expected =
                        new PeerCall.Expected(from, to, OptionalLong.of(file.sizeBytes()));
                PeerCall call = new PeerCall(timers, expected, sink);
                call.start(() -> connect(http, request), Buffer.buffer());
                return call;
            }
        };
    }

    /** Which of some files a neighbour has; at most {@link Have#MAX_HASHES}. */
    Future<Have.Answer> have(Endpoint peer, List<ContentHash> files) {
        Buffer question = Buffer.buffer(Have.question(files));
        RequestOptions request = request(peer, HttpMethod.POST, PeerPaths.HAVE);
        return collect(questions, request, question, Have.answerBytes(files.size()))
                .compose(body -> Have.parseAnswer(body, files.size())
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(new SourceFailure(
                                SourceFailure.Kind.MALFORMED, "not an answer to have"))));
    }

    private Future<byte[]> collect(
            HttpClientAgent client, RequestOptions request, Buffer body, int sizeBytes) {
        CollectingBody answer = new CollectingBody();
        PeerCall.Expected expected = new PeerCall.Expected(0, sizeBytes, OptionalLong.empty());
        new PeerCall(timers, expected, answer).start(() -> connect(client, request), body);
        return answer.whole();
    }

    /** Fails, and throws nothing, when the client is closed. */
    private static Future<HttpClientRequest> connect(
            HttpClientAgent client, RequestOptions request) {
        return Future.succeededFuture(request).compose(client::request);
    }

    private static RequestOptions request(Endpoint peer, HttpMethod method, String path) {
        SocketAddress server = SocketAddress.inetSocketAddress(peer.toSocketAddress());
        return new RequestOptions()
                .setMethod(method)
                .setServer(server)
                .setHost(server.hostAddress())
                .setPort(peer.port())
                .setConnectTimeout(CONNECT_MS)
                .setURI(path);
    }

    @Override
    public void close() {
        http.close();
        questions.close();
    }
}
