package dev.potluck.bench;

import dev.potluck.it.AptSource;
import dev.potluck.it.MachineSources;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Real apt with proxies that have everything, before a mirror of 5 MB/s: an nginx that keeps what
 * it fetches from the machine's archive, behind a forwarder that limits it.
 */
final class SlowMirrorBenchmark implements Benchmark {
    private static final long BYTES_PER_SECOND = 5_000_000;

    @Override
    public String name() {
        return "apt-slow-mirror";
    }

    @Override
    public String title() {
        return "apt-get update and 217 packages with a mirror of 5 MB/s, everything cached";
    }

    @Override
    public List<Target> targets() {
        return List.of(Target.atMost(Metric.APT_SLOW_MIRROR_SECONDS, 0.2, AptBenchmark.DIRECT));
    }

    @Override
    public Scores run(Lab lab) throws IOException {
        AptSource real = MachineSources.first();
        URI uri = URI.create(real.uri());
        int port = Lab.freePort();
        RateLimitedForwarder mirror =
                lab.keep(new RateLimitedForwarder(port, keeper(lab, uri).port()));
        AptSource source = real.withUri("http://127.0.0.1:" + port + uri.getPath());
        List<Contender> proxies = lab.proxies(source.uri());
        Path root = lab.directory("apt").resolve("root");
        for (Contender proxy : proxies) {
            seconds(root, source, Optional.of(proxy.server().port()));
        }
        mirror.limit(BYTES_PER_SECOND);
        Scores scores = new Scores();
        for (int round = 0; round < (lab.options().rounds() + 1) / 2; round++) {
            scores.add(
                    Metric.APT_SLOW_MIRROR_SECONDS,
                    AptBenchmark.DIRECT,
                    seconds(root, source, Optional.empty()));
            for (Contender proxy : proxies) {
                scores.add(
                        Metric.APT_SLOW_MIRROR_SECONDS,
                        proxy.name(),
                        seconds(root, source, Optional.of(proxy.server().port())));
            }
        }
        return scores;
    }

    private static double seconds(Path root, AptSource source, Optional<Integer> proxyPort)
            throws IOException {
        return AptRun.seconds(root, source, AptRun.LARGE, proxyPort);
    }

    private static ServerProcess keeper(Lab lab, URI real) throws IOException {
        Path home = lab.directory("keeper");
        int port = Lab.freePort();
        String http = """
                proxy_cache_path %1$s/cache keys_zone=all:16m max_size=10g use_temp_path=off;
                server {
                  listen 127.0.0.1:%2$d;
                  location / {
                    proxy_pass %3$s://%4$s;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_set_header Host %4$s;
                    proxy_ssl_server_name on;
                    proxy_cache all;
                    proxy_cache_valid 200 1d;
                  }
                }""".formatted(home, port, real.getScheme(), real.getAuthority());
        return Nginx.start(lab, home, port, http);
    }
}
