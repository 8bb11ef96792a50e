package dev.potluck.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** apt-cacher-ng as Debian ships it, but for its directories, its port and the mirror's port. */
final class AptCacherNg {
    static final String NAME = "apt-cacher-ng";

    private AptCacherNg() {}

    static ServerProcess start(Lab lab) throws IOException {
        Path home = lab.directory(NAME);
        Path configuration = Files.createDirectories(home.resolve("conf"));
        int port = Lab.freePort();
        // AllowUserPorts 0 lets clients name any upstream port; ReportPage is off as by default.
        String text = """
                CacheDir: %1$s/cache
                LogDir: %1$s/log
                SupportDir: /usr/lib/apt-cacher-ng
                Port: %2$d
                BindAddress: 127.0.0.1
                ForeGround: 1
                ExThreshold: 4
                AllowUserPorts: 0
                """.formatted(home, port);
        Files.writeString(configuration.resolve("acng.conf"), text);
        Files.createDirectories(home.resolve("cache"));
        Files.createDirectories(home.resolve("log"));
        List<String> command =
                List.of(Tools.APT_CACHER_NG.command(), "-c", configuration.toString());
        return lab.keep(ServerProcess.start(command, port, home.resolve("output.log")));
    }
}
