package dev.potluck.peer;

import dev.potluck.net.ClientRules;
import dev.potluck.net.Endpoint;
import dev.potluck.net.MalformedCidrException;
import dev.potluck.net.Traffic;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A peer server on loopback, and raw connections to it. */
final class PeerFixture implements AutoCloseable {
    static final long TAG = 42;
    private static final int MAX_WAIT_SECONDS = 30;
    private static final int LOOPBACK = 0x7f00_0001;

    final Vertx vertx = Vertx.vertx();
    final LoopTimers timers = new LoopTimers(vertx);
    final ObjectsTwin objects = new ObjectsTwin();
    final Traffic traffic = new Traffic();
    /** Kept: Vert.x closes a client that nobody refers to. */
    private final NetClient client = vertx.createNetClient();

    private final Context context = vertx.getOrCreateContext();

    /** Starts a server; loopback is the neighbourhood, or far away. */
    Endpoint serve(UploadLimits limits, boolean isNear) throws Exception {
        ClientRules neighbours = rules(isNear ? "loopback" : "192.168.0.0/16");
        int port = await(() -> new PeerServer(
                        vertx,
                        objects,
                        new PeerServer.Policy(
                                limits,
                                MonthlyCap.unused(limits.bytesPerMonth(), InstantSource.system()),
                                neighbours,
                                TAG),
                        timers,
                        traffic)
                .listen(0, "127.0.0.1"));
        return Endpoint.ofV4(LOOPBACK, port);
    }

    private static ClientRules rules(String entry) throws MalformedCidrException {
        return ClientRules.parse(List.of(entry));
    }

    /** Sends some text as a request, and returns all that comes until the server closes. */
    String raw(Endpoint server, String request) throws Exception {
        return await(() -> client.connect(server.port(), "127.0.0.1")
                .compose(socket -> exchange(socket, Buffer.buffer(request, "ISO-8859-1"))));
    }

    private static Future<String> exchange(NetSocket socket, Buffer request) {
        Promise<String> answer = Promise.promise();
        Buffer got = Buffer.buffer();
        socket.handler(got::appendBuffer);
        socket.closeHandler(
                closed -> answer.tryComplete(got.toString(StandardCharsets.ISO_8859_1)));
        socket.write(request);
        return answer.future();
    }

    <T> T await(Callable<Future<T>> code) throws Exception {
        Promise<T> promise = Promise.promise();
        context.runOnContext(start -> {
            try {
                code.call().onComplete(promise);
            } catch (Exception e) {
                promise.fail(e);
            }
        });
        return promise.future()
                .toCompletionStage()
                .toCompletableFuture()
                .get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(MAX_WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
