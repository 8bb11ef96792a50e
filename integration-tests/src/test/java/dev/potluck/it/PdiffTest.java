package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Patches of indexes: apt asks for Packages.diff/Index, and for the patches that it lists. */
class PdiffTest {
    private static final String PATCH = "T-2026-01-01-0000.00-F-2025-12-31-0000.00";

    @TempDir
    private Path folder;

    @Test
    void update_twoClientsByPatches_secondGetsThemFromCache() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            PrivateApt first = scene.apt("first");
            PrivateApt second = scene.apt("second");
            first.update().orFail();
            second.update().orFail();
            scene.archive().add("potluck-new", "1.0", 1_000);
            Path old = folder.resolve("Packages.old");
            String packages = "dists/stable/main/binary-" + Machine.architecture() + "/Packages";
            Files.copy(scene.archive().folder().resolve(packages), old);
            scene.archive().publish(indexes -> addPatch(old, indexes));
            scene.mirror().forgetRequests();

            first.update().orFail();
            second.update().orFail();

            String patch = "/" + packages + ".diff/" + PATCH + ".gz";
            assertThat(scene.mirror().requestCount(patch)).isEqualTo(1);
            assertThat(first.install("potluck-new").exitCode()).isZero();
            assertThat(second.install("potluck-new").exitCode()).isZero();
        }
    }

    /** Writes Packages.diff with one patch, from the old Packages to the new one. */
    private static void addPatch(Path old, Path indexes) throws IOException {
        Path diffs = Files.createDirectory(indexes.resolve("Packages.diff"));
        Path patch = diffs.resolve(PATCH);
        Path current = indexes.resolve("Packages");
        // diff ends with 1 when the files differ, as they do here
        Command.of("diff", "--ed", old.toString(), current.toString())
                .outputTo(patch)
                .run();
        Path compressed = diffs.resolve(PATCH + ".gz");
        Command.of("gzip", "-nk", patch.toString()).run().orFail();
        Files.write(
                diffs.resolve("Index"),
                List.of(
                        "SHA256-Current: " + hashAndSize(current),
                        "SHA256-History:",
                        " " + hashAndSize(old) + " " + PATCH,
                        "SHA256-Patches:",
                        " " + hashAndSize(patch) + " " + PATCH,
                        "SHA256-Download:",
                        " " + hashAndSize(compressed) + " " + PATCH + ".gz"));
        Files.delete(patch);
    }

    private static String hashAndSize(Path file) throws IOException {
        return Hashes.sha256(file) + " " + Files.size(file);
    }
}
