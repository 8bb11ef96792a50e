package dev.potluck.app.deltas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potluck.app.deltas.DeltaProcesses.Folders;
import dev.potluck.app.deltas.DeltaProcesses.Priority;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What becomes of processes and their folders, whoever is killed. */
final class DeltaProcessesTest {
    private static final long LIMIT_S = 60;

    @TempDir
    Path home;

    private Folders folders;
    private Path endless;
    private DeltaProcesses processes;

    @BeforeEach
    void prepare() throws Exception {
        folders = new Folders(
                Files.createDirectory(home.resolve("built-in")),
                Files.createDirectory(home.resolve("plugins")),
                home.resolve("tmp"));
        processes = new DeltaProcesses(folders, Priority.NORMAL);
        endless = home.resolve("endless"); // who opens it for reading waits for a writer
        Process mkfifo =
                new ProcessBuilder("mkfifo", endless.toString()).inheritIO().start();
        assertThat(mkfifo.waitFor()).isZero();
    }

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void decode_parentIsKilled_childEnds() throws Exception {
        Process parent = startParent();
        ProcessHandle child = awaitChild(parent);
        try {
            parent.destroyForcibly().waitFor();

            child.onExit().get(LIMIT_S, TimeUnit.SECONDS);
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void clean_anotherProcessIsAtWork_leavesItsFolderUntilItIsGone() throws Exception {
        Process parent = startParent();
        ProcessHandle child = awaitChild(parent);
        try {
            processes.clean();
            assertThat(workFolders()).hasSize(1);
        } finally {
            parent.destroyForcibly().waitFor();
            child.destroyForcibly();
        }
        child.onExit().get(LIMIT_S, TimeUnit.SECONDS);

        processes.clean();

        assertThat(workFolders()).isEmpty();
    }

    @Test
    void clean_ownProcessIsAtWork_leavesItsFolderAlone() throws Exception {
        try (InputStream content = processes.decode(endless, endless, true)) {
            assertThat(content).isNotNull();
            processes.clean();
            assertThat(workFolders()).hasSize(1);
        }
        assertThat(workFolders()).isEmpty();
    }

    @Test
    void clean_folderOfAnEarlierRunWithOurNumber_goes() throws Exception {
        long ownPid = ProcessHandle.current().pid();
        Path left = folders.work().resolve("delta-" + ownPid + "-1");
        Files.createFile(Files.createDirectories(left).resolve("messages"));
        Path strange = Files.createDirectory(folders.work().resolve("delta-of-a-river"));

        processes.clean();

        assertThat(workFolders()).containsExactly(strange);
    }

    private Process startParent() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DeltaParent.class.getName(),
                        folders.builtInPlugins().toString(),
                        folders.thirdPartyPlugins().toString(),
                        folders.work().toString(),
                        endless.toString())
                .inheritIO()
                .start();
    }

    private static ProcessHandle awaitChild(Process parent) {
        return await("a process of the parent's")
                .atMost(Duration.ofSeconds(LIMIT_S))
                .failFast("the parent ended", () -> !parent.isAlive())
                .until(() -> parent.children().findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    private List<Path> workFolders() throws IOException {
        if (!Files.isDirectory(folders.work())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folders.work())) {
            return files.toList();
        }
    }
}
