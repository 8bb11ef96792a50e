package dev.potluck.app;

import dev.potluck.app.PackageFiles.Candidate;
import dev.potluck.app.settings.ByteSize;
import dev.potluck.app.settings.Settings;
import dev.potluck.app.settings.SettingsException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code potluck import}. */
@Command(
        name = "import",
        description = "Takes copies of packages that the machine already has into the cache.",
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HomeOptions options = new HomeOptions();

    @Parameters(
            paramLabel = "DIR",
            defaultValue = "/var/cache/apt/archives",
            description = "Folders to look through. Default: ${DEFAULT-VALUE}")
    private List<Path> folders = List.of();

    @Override
    public Integer call() throws SettingsException, IOException {
        Settings.Cache settings = options.settings().cache();
        Path home = Files.createDirectories(options.home());
        PrintWriter out = spec.commandLine().getOut();
        List<Candidate> candidates = PackageFiles.below(folders);
        if (candidates.isEmpty()) {
            out.println("no packages found in "
                    + folders.stream().map(Path::toString).collect(Collectors.joining(", ")));
            out.flush();
            return 0;
        }
        try (Storage storage = Storage.open(home, 0, InstantSource.system())) {
            Importer importer = new Importer(storage, roomBytes(storage, settings, home));
            takeAll(candidates, importer, out);
            Importer.Result result = importer.result();
            out.printf(
                    "%s taken in, %s; %,d known before, %,d left out%n",
                    Count.of(result.taken(), "file"),
                    ByteSize.format(result.takenBytes()),
                    result.known(),
                    result.leftOut());
            return result.leftOut() == 0 ? 0 : 1;
        } finally {
            out.flush();
        }
    }

    private void takeAll(List<Candidate> candidates, Importer importer, PrintWriter out) {
        PrintWriter err = spec.commandLine().getErr();
        long totalBytes = candidates.stream().mapToLong(Candidate::sizeBytes).sum();
        try (Progress progress =
                new Progress(err, Progress.onTerminal(), totalBytes, System::nanoTime)) {
            for (Candidate candidate : candidates) {
                importer.take(candidate).ifPresent(out::println);
                progress.add(
                        candidate.sizeBytes(), candidate.path().getFileName().toString());
            }
        }
    }

    /** How much may be taken in before the quota is full or the disk's reserve is touched. */
    private static long roomBytes(Storage storage, Settings.Cache settings, Path home)
            throws IOException {
        long quotaBytes = settings.quota().bytesOf(Files.getFileStore(home).getTotalSpace());
        return Math.min(
                quotaBytes - storage.cache().size().bytes(),
                storage.store().usableBytes() - settings.freeSpaceReserveBytes());
    }
}
