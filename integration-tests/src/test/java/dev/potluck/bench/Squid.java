package dev.potluck.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** squid in one process, with a disk cache that takes large files and keeps them for a day. */
final class Squid {
    static final String NAME = "squid";

    private Squid() {}

    static ServerProcess start(Lab lab) throws IOException {
        Path home = lab.directory(NAME);
        int port = Lab.freePort();
        Path configuration = home.resolve("squid.conf");
        String text = """
                http_port 127.0.0.1:%2$d
                http_access allow all
                cache_effective_user proxy
                pid_filename %1$s/squid.pid
                cache_dir ufs %1$s/cache 100000 16 256
                cache_mem 64 MB
                maximum_object_size 1 GB
                access_log none
                cache_log %1$s/cache.log
                cache_store_log none
                coredump_dir %1$s
                refresh_pattern . 1440 100%% 10080
                client_idle_pconn_timeout 10 minutes
                shutdown_lifetime 1 seconds
                """.formatted(home, port);
        Files.writeString(configuration, text);
        if ("root".equals(System.getProperty("user.name"))) {
            Commands.run("chown", "-R", "proxy:proxy", home.toString());
        }
        Commands.run(Tools.SQUID.command(), "-N", "-z", "-f", configuration.toString());
        List<String> command = List.of(Tools.SQUID.command(), "-N", "-f", configuration.toString());
        return lab.keep(ServerProcess.start(command, port, home.resolve("output.log")));
    }
}
