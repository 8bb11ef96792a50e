package dev.potluck.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx in one process, tuned as its documentation advises: sendfile, open file cache, no log. */
final class Nginx {
    static final String STATIC = "nginx";
    static final String CACHE = "nginx-cache";

    private static final String FRAME = """
            daemon off;
            master_process off;
            worker_processes 1;
            pid %1$s/nginx.pid;
            error_log %1$s/error.log;
            events { worker_connections 4096; }
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              keepalive_requests 1000000000;
              keepalive_timeout 600s;
              default_type application/octet-stream;
              open_file_cache max=1000;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              %2$s
            }
            """;

    private Nginx() {}

    static Contender staticFiles(Lab lab, Path root) throws IOException {
        return new Contender(STATIC, serve(lab, STATIC, root), "");
    }

    static Contender proxyCache(Lab lab, Origin origin) throws IOException {
        Path home = lab.directory(CACHE);
        int port = Lab.freePort();
        String http = """
                proxy_cache_path %1$s/cache keys_zone=all:16m max_size=100g use_temp_path=off;
                upstream origin { server 127.0.0.1:%2$d; keepalive 16; }
                server {
                  listen 127.0.0.1:%3$d;
                  location / {
                    proxy_pass http://origin;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_cache all;
                    proxy_cache_valid 200 1d;
                    proxy_max_temp_file_size 0;
                  }
                }""".formatted(home, origin.server().port(), port);
        return new Contender(CACHE, start(lab, home, port, http), "");
    }

    /** Serves a folder on a port of its own. */
    static ServerProcess serve(Lab lab, String name, Path root) throws IOException {
        int port = Lab.freePort();
        return serve(lab, name, root, port);
    }

    static ServerProcess serve(Lab lab, String name, Path root, int port) throws IOException {
        String http = "server { listen 127.0.0.1:%d; root %s; }".formatted(port, root);
        return start(lab, lab.directory(name), port, http);
    }

    /** Starts nginx with the given lines in its {@code http} block. */
    static ServerProcess start(Lab lab, Path home, int port, String http) throws IOException {
        Path configuration = home.resolve("nginx.conf");
        String user = "root".equals(System.getProperty("user.name")) ? "user root;\n" : "";
        Files.writeString(configuration, user + FRAME.formatted(home, http));
        List<String> command = List.of(
                Tools.NGINX.command(),
                "-p",
                home.toString(),
                "-e",
                home.resolve("error.log").toString(),
                "-c",
                configuration.toString());
        return lab.keep(ServerProcess.start(command, port, home.resolve("output.log")));
    }
}
