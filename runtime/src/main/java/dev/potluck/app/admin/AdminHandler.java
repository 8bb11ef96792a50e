package dev.potluck.app.admin;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * Answers what the node tells about itself: the status page at {@code /}, and below {@code /-/} the
 * same as JSON, as Prometheus metrics, and as a mere sign of life.
 *
 * <p>The proxy hands over requests in origin form (RFC 9112 section 3.2.1) that name no archive;
 * every one of them gets an answer.
 */
public final class AdminHandler implements Handler<HttpServerRequest> {
    private static final Logger log = LoggerFactory.getLogger(AdminHandler.class);
    private static final String HEALTH = "/-/health";
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    /** @param policy what a browser may do on its behalf (Content-Security-Policy) */
    private record Body(String type, String text, String policy) {
        private Body(String type, String text) {
            this(type, text, "default-src 'none'");
        }
    }

    private final Vertx vertx;
    private final HostCheck hostCheck;
    private final Supplier<NodeStatus> status;
    private final InstantSource clock;
    private final Lazy<StatusPage> page = new Lazy<>(StatusPage::new);
    private final Lazy<Metrics> metrics;
    private final DhtPages dhtPages;

    /**
     * @param machineName the machine's host name, under which browsers may come
     * @param status what there is to tell; called on worker threads, never on an event loop
     * @param dht answers what people ask the DHT
     */
    public AdminHandler(
            Vertx vertx,
            String machineName,
            InstantSource clock,
            Supplier<NodeStatus> status,
            DhtView dht) {
        this.vertx = vertx;
        this.hostCheck = new HostCheck(machineName);
        this.status = status;
        this.clock = clock;
        this.metrics = new Lazy<>(() -> new Metrics(status));
        this.dhtPages = new DhtPages(dht);
    }

    @Override
    public void handle(HttpServerRequest request) {
        String host = request.getHeader(HttpHeaders.HOST);
        if (request.path().equals(HEALTH)) {
            // It tells nothing, and is asked by whatever name the node has in a network.
            answer(request, new Body(PLAIN, "ok\n"));
        } else if (host == null || !hostCheck.isOurs(host)) {
            refuse(request, 421, "Ask for this page by address, or as localhost.");
        } else if (!READING.contains(request.method())) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            refuse(request, 405, "Only GET and HEAD are understood here.");
        } else {
            route(request);
        }
    }

    private void route(HttpServerRequest request) {
        switch (request.path()) {
            case "/" -> answerLater(request, () -> page(request.getHeader(HttpHeaders.HOST)));
            case "/-/api/v1/status" ->
                answerLater(
                        request,
                        () -> new Body(
                                "application/json", StatusJson.of(status.get()).encode() + "\n"));
            case "/-/metrics" ->
                answerLater(
                        request,
                        () -> new Body(Metrics.CONTENT_TYPE, metrics.get().scrape()));
            default ->
                dhtAnswer(request)
                        .ifPresentOrElse(
                                answer -> answerWith(request, answer),
                                () -> refuse(
                                        request,
                                        404,
                                        "There is no such page; try / for the status."));
        }
    }

    private Optional<Future<Body>> dhtAnswer(HttpServerRequest request) {
        return request.path().startsWith(DhtPages.PREFIX)
                ? dhtPages.answer(request)
                        .map(answer -> answer.map(
                                json -> new Body("application/json", json.encode() + "\n")))
                : Optional.empty();
    }

    private Body page(String host) {
        return new Body(
                "text/html; charset=utf-8",
                page.get().of(status.get(), host, clock.instant()),
                page.get().contentSecurityPolicy());
    }

    /** Answers with what takes too long for an event loop. */
    private void answerLater(HttpServerRequest request, Callable<Body> body) {
        answerWith(request, vertx.executeBlocking(body, false));
    }

    private static void answerWith(HttpServerRequest request, Future<Body> body) {
        body.onComplete(outcome -> {
            if (request.response().closed()) {
                log.debug("client went away before {}", request.path());
            } else if (outcome.succeeded()) {
                answer(request, outcome.result());
            } else if (outcome.cause() instanceof DhtView.UnavailableException e) {
                refuse(request, 503, e.reason());
            } else if (outcome.cause() instanceof DhtPages.BadQuestionException e) {
                refuse(request, 400, e.reason());
            } else {
                log.error("cannot answer {}", request.path(), outcome.cause());
                refuse(request, 500, "The node cannot tell: see its log.");
            }
        });
    }

    private static void refuse(HttpServerRequest request, int code, String reason) {
        request.response().setStatusCode(code);
        answer(request, new Body(PLAIN, "potluck: " + reason + "\n"));
    }

    private static void answer(HttpServerRequest request, Body body) {
        Buffer content = Buffer.buffer(body.text());
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, body.type())
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(content.length()))
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Content-Security-Policy", body.policy())
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer");
        if (request.method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            response.end(content);
        }
    }
}
