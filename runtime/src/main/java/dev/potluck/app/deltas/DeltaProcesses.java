package dev.potluck.app.deltas;

import dev.potluck.delta.BlobFile;
import dev.potluck.delta.DeltaWorker;
import dev.potluck.recreate.UnfitFileException;
import dev.potluck.store.FolderTree;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A process for each delta. It gives back all its memory, can be ended when a codec does not come
 * back, and leaves the processor to others unless a client waits.
 */
public final class DeltaProcesses implements DeltaWorker, AutoCloseable {
    /** Packing 64 MB takes a minute, and ten on a machine that has other things to do. */
    private static final long MAX_RUN_S = 900;

    /** Native code packs; on the heap are a decoder's dictionary, and the classes' objects. */
    private static final String MAX_HEAP = "-Xmx64m";

    /** A codec may hold a content and a delta outside of the heap. */
    private static final String MAX_DIRECT = "-XX:MaxDirectMemorySize=128m";

    private static final int MAX_MESSAGE_BYTES = 2000;
    private static final int FIRST_NATIVE_ACCESS_FLAG = 24;

    /** The first number is the process that made the folder, the other one makes it unique. */
    private static final Pattern WORK_NAME = Pattern.compile("delta-([0-9]{1,10})-[0-9]+");

    private final Folders folders;
    private final Priority priority;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private final Set<Path> workFolders = new HashSet<>();
    private volatile boolean closed;

    /**
     * Where everything is.
     *
     * @param work for folders of the processes, on a disk with room; removed with them
     */
    public record Folders(Path builtInPlugins, Path thirdPartyPlugins, Path work) {}

    /** Whose time it is. */
    public enum Priority {
        /** What no client waits for is done when the machine has nothing else to do. */
        BACKGROUND,
        /** Somebody waits. */
        NORMAL
    }

    public DeltaProcesses(Folders folders, Priority priority) {
        this.folders = folders;
        this.priority = priority;
    }

    /** Removes the work folders of processes whose parent is gone. Blocking. */
    public void clean() throws IOException {
        if (Files.isDirectory(folders.work())) {
            try (Stream<Path> files = Files.list(folders.work())) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    if (isAbandoned(file)) {
                        FolderTree.delete(file);
                    }
                }
            }
        }
    }

    /**
     * Another command may be at work on the same home. A folder of our own number that we do not
     * know is that of an earlier run: in a container a node has the same number each time.
     */
    private boolean isAbandoned(Path folder) {
        Matcher name = WORK_NAME.matcher(folder.getFileName().toString());
        if (!name.matches()) {
            return false;
        }
        long owner = Long.parseLong(name.group(1));
        synchronized (workFolders) {
            return owner == ProcessHandle.current().pid()
                    ? !workFolders.contains(folder)
                    : ProcessHandle.of(owner).isEmpty();
        }
    }

    private Path newWorkFolder() throws IOException {
        String prefix = "delta-%d-".formatted(ProcessHandle.current().pid());
        synchronized (workFolders) {
            Path folder =
                    Files.createTempDirectory(Files.createDirectories(folders.work()), prefix);
            workFolders.add(folder);
            return folder;
        }
    }

    private void deleteWorkFolder(Path folder) throws IOException {
        try {
            FolderTree.delete(folder);
        } finally {
            synchronized (workFolders) {
                workFolders.remove(folder); // what could not be deleted may go by the next clean()
            }
        }
    }

    @Override
    public void encode(BlobFile base, BlobFile target, Path delta) throws IOException {
        run(
                "encode",
                base.path().toString(),
                base.sha256().hex(),
                target.path().toString(),
                target.sha256().hex(),
                delta.toString());
    }

    @Override
    public void rebase(Path delta, Path base, BlobFile newBase, Path newDelta) throws IOException {
        run(
                "rebase",
                delta.toString(),
                base.toString(),
                newBase.path().toString(),
                newBase.sha256().hex(),
                newDelta.toString());
    }

    private void run(String... command) throws IOException {
        try (Running process = start(false, command)) {
            process.content().readAllBytes(); // there are none
            process.requireSuccess();
        }
    }

    @Override
    public InputStream decode(Path delta, Path base, boolean isUrgent) throws IOException {
        Running process = start(isUrgent, "decode", delta.toString(), base.toString());
        return new FilterInputStream(process.content()) {
            @Override
            public int read() throws IOException {
                return checked(super.read());
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return checked(super.read(target, offset, length));
            }

            private int checked(int count) throws IOException {
                if (count < 0) {
                    process.requireSuccess();
                }
                return count;
            }

            @Override
            public void close() throws IOException {
                process.close();
            }
        };
    }

    private Running start(boolean isUrgent, String... arguments) throws IOException {
        Path work = newWorkFolder();
        Path messages = work.resolve("messages");
        List<String> command = new ArrayList<>();
        if (priority == Priority.BACKGROUND && !isUrgent) {
            command.addAll(List.of("nice", "-n", "19"));
        }
        command.addAll(java(work));
        command.add(folders.builtInPlugins().toString());
        command.add(folders.thirdPartyPlugins().toString());
        command.add(work.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(messages.toFile());
        // glibc would keep what each of the phases took.
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        try {
            Running started = new Running(builder.start(), work, messages);
            if (closed) {
                started.close();
                throw new InterruptedIOException("the node stops");
            }
            return started;
        } catch (IOException e) {
            deleteWorkFolder(work);
            throw e;
        }
    }

    private static List<String> java(Path work) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                MAX_HEAP,
                MAX_DIRECT,
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Xlog:disable",
                "-Djava.io.tmpdir=" + work));
        if (Runtime.version().feature() >= FIRST_NATIVE_ACCESS_FLAG) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), DeltaMain.class.getName()));
        return command;
    }

    /** Its standard input stays open as long as this process lives, and tells it so. */
    private final class Running implements AutoCloseable {
        private final Process process;
        private final Path work;
        private final Path messages;

        Running(Process process, Path work, Path messages) {
            this.process = process;
            this.work = work;
            this.messages = messages;
            running.add(process);
            // Whoever reads its output waits no longer than this.
            process.onExit()
                    .orTimeout(MAX_RUN_S, TimeUnit.SECONDS)
                    .exceptionally(late -> process.destroyForcibly());
        }

        InputStream content() {
            return process.getInputStream();
        }

        void requireSuccess() throws IOException {
            int status = process.onExit().join().exitValue();
            if (status == 0) {
                return;
            }
            if (closed) {
                throw new InterruptedIOException("the node stops");
            }
            String message = message();
            if (status == DeltaMain.UNFIT) {
                throw new UnfitFileException(message);
            }
            throw new IOException(
                    status == DeltaMain.FAILED
                            ? message
                            : "the process ended with status " + status + " " + message);
        }

        /** The last line. */
        private String message() throws IOException {
            String text;
            try (InputStream in = Files.newInputStream(messages)) {
                text = new String(in.readNBytes(MAX_MESSAGE_BYTES), StandardCharsets.UTF_8).strip();
            }
            return text.substring(text.lastIndexOf('\n') + 1);
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly().onExit().join();
            running.remove(process);
            process.getInputStream().close();
            process.getOutputStream().close();
            deleteWorkFolder(work);
        }
    }

    /** Ends all processes. */
    @Override
    public void close() {
        closed = true;
        running.forEach(Process::destroyForcibly);
    }
}
