package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What one client gets with its credentials, no other client gets without them. */
class CredentialsTest {
    private static final String CREDENTIALS = "Authorization: Basic dXNlcjpwYXNz";

    @TempDir
    private Path folder;

    @Test
    void get_fileThatNeedsCredentials_isNotSharedWithOthers() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            scene.mirror().behave(Fault.unauthorized());
            List<String> paths = List.of(
                    "/dists/stable/InRelease",
                    "/dists/stable/main/binary-" + Machine.architecture() + "/Packages.xz",
                    scene.path(LocalArchive.TINY));

            for (String path : paths) {
                assertThat(scene.get(path, CREDENTIALS).status()).as(path).isEqualTo(200);
            }
            for (String path : paths) {
                assertThat(scene.get(path).status()).as(path).isEqualTo(401);
            }
        }
    }

    @Test
    void get_withCredentials_passesThemOn() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            String path = scene.path(LocalArchive.TINY);

            scene.get(path, CREDENTIALS);

            assertThat(scene.mirror().requests())
                    .filteredOn(request -> request.path().equals(path))
                    .allSatisfy(request -> assertThat(request.headers())
                            .containsEntry("authorization", "Basic dXNlcjpwYXNz"));
        }
    }

    @Test
    void get_publicFileAfterPrivateFetch_isFetchedAnew() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            String path = scene.path(LocalArchive.TINY);
            scene.get(path, CREDENTIALS);

            RawClient.Answer answer = scene.get(path);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(scene.mirror().requests())
                    .filteredOn(request -> request.path().equals(path))
                    .anySatisfy(request ->
                            assertThat(request.headers()).doesNotContainKey("authorization"));
        }
    }
}
