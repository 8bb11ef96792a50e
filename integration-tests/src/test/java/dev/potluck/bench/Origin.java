package dev.potluck.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The local mirror that all contenders fetch from: nginx serving a folder.
 *
 * @param root the folder it serves
 */
record Origin(ServerProcess server, Path root) {
    static Origin start(Lab lab, Path root) throws IOException {
        return new Origin(Nginx.serve(lab, "origin", root), root);
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }
}
