package dev.potluck.proxy;

import dev.potluck.fetch.Begun;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.VertxHandler;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Begins what a client is answered next while it is answered something else: apt sends ten requests
 * at once (RFC 9112 section 9.3.2), and one after the other each would cost a round trip to the
 * mirror. Each connection has its own, on its event loop.
 */
final class LookAhead extends ChannelInboundHandlerAdapter {
    /** Requests of one connection that are begun before their turn; apt sends so many at once. */
    static final int MAX_BEGUN = 10;

    /** Requests that are remembered; what a client sends beyond is met at its turn. */
    private static final int MAX_WAITING = 64;

    /** Knows what can be done for a request before its turn. */
    interface Starter {
        Future<Optional<Begun>> begin(String uri);
    }

    private static final Future<Optional<Begun>> NOTHING = Future.succeededFuture(Optional.empty());

    private final Context context;
    private final Starter starter;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private Future<Optional<Begun>> atTurn = NOTHING;

    LookAhead(Context context, Starter starter) {
        this.context = context;
        this.starter = starter;
    }

    /** A request whose turn has not come. */
    private static final class Waiting {
        private final String uri;
        private boolean isToBegin;
        private Future<Optional<Begun>> begun = NOTHING;

        Waiting(HttpRequest request) {
            HttpHeaders headers = request.headers();
            uri = request.uri();
            isToBegin = request.method().equals(HttpMethod.GET)
                    && !headers.contains(HttpHeaderNames.AUTHORIZATION)
                    && !headers.contains(HttpHeaderNames.COOKIE);
        }
    }

    /** Listens to a connection, whose requests it sees before its server does. */
    void install(HttpConnection connection) {
        var pipeline = ((ConnectionBase) connection).channel().pipeline();
        pipeline.addBefore(pipeline.context(VertxHandler.class).name(), null, this);
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) {
        if (message instanceof HttpRequest request && waiting.size() < MAX_WAITING) {
            waiting.add(new Waiting(request));
        }
        channel.fireChannelRead(message);
    }

    /** What is answered at once has had its turn by now. */
    @Override
    public void channelReadComplete(ChannelHandlerContext channel) {
        if (!waiting.isEmpty()) {
            context.runOnContext(now -> begin());
        }
        channel.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext channel) {
        release(atTurn);
        waiting.forEach(request -> release(request.begun));
        waiting.clear();
        atTurn = NOTHING;
        channel.fireChannelInactive();
    }

    private void begin() {
        int considered = 0;
        for (Waiting request : waiting) {
            if (considered++ == MAX_BEGUN) {
                return;
            }
            if (request.isToBegin) {
                request.isToBegin = false;
                request.begun = starter.begin(request.uri).otherwise(Optional.empty());
            }
        }
    }

    /** The turn of a request has come. */
    void turn(String uri) {
        release(take());
        Waiting next = waiting.poll();
        while (next != null && !next.uri.equals(uri)) {
            release(next.begun);
            next = waiting.poll();
        }
        if (next != null) {
            atTurn = next.begun;
        }
    }

    /** What was begun for the request whose turn it is: the caller's from now on. */
    Future<Optional<Begun>> take() {
        Future<Optional<Begun>> taken = atTurn;
        atTurn = NOTHING;
        return taken;
    }

    private static void release(Future<Optional<Begun>> held) {
        held.onSuccess(begun -> begun.ifPresent(Begun::release));
    }
}
