package dev.potluck.app;

import dev.potluck.app.admin.NodeStatus.CacheStatus.Deltas;
import dev.potluck.app.deltas.DeltaProcesses;
import dev.potluck.app.deltas.DeltaProcesses.Priority;
import dev.potluck.app.settings.ByteSize;
import dev.potluck.app.settings.Settings;
import dev.potluck.app.settings.SettingsException;
import dev.potluck.cache.StoredObject;
import dev.potluck.delta.DeltaKeeper;
import dev.potluck.delta.DeltaPlanner.Job;
import dev.potluck.index.IndexCatalog;
import dev.potluck.plugin.PluginException;
import dev.potluck.plugin.PluginHost;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;

/** {@code potluck cache delta}: makes what deltas there are to make, now. */
@Command(
        name = "delta",
        description = "Turns old versions of packages into their difference from new ones.",
        mixinStandardHelpOptions = true)
final class CacheDeltaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HomeOptions options = new HomeOptions();

    @Option(names = "--dry-run", description = "Changes nothing; only says what would be tried.")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException, SettingsException, PluginException {
        Path home = options.cacheHome();
        Logging.setLevel(Settings.LogLevel.WARN);
        Settings settings = options.settings();
        InstantSource clock = InstantSource.system();
        PrintWriter out = spec.commandLine().getOut();
        try (PluginHost plugins = RunCommand.loadPlugins(home);
                Storage storage = Storage.open(home, 0, clock);
                DeltaProcesses processes = CacheDeltas.processes(home, Priority.NORMAL)) {
            Runtime.getRuntime().addShutdownHook(new Thread(processes::close));
            IndexCatalog catalog = storage.catalog(plugins, settings, clock);
            CacheDeltas deltas = new CacheDeltas(
                    storage,
                    catalog,
                    processes,
                    plugins,
                    new CacheDeltas.Rules(settings.cache(), clock));
            if (dryRun) {
                deltas.plan().forEach(job -> print(job, out));
            } else {
                deltas.run(outcome -> print(outcome, out));
            }
            print(deltas.totals(), out);
        } finally {
            out.flush();
        }
        return 0;
    }

    private static void print(Job job, PrintWriter out) {
        StoredObject target = target(job);
        out.printf(
                "%9s  %s  from %s%n",
                ByteSize.format(target.sizeBytes()),
                CacheReport.name(target),
                CacheReport.name(base(job)));
    }

    private static void print(DeltaKeeper.Outcome outcome, PrintWriter out) {
        out.printf(
                "%9s %s  %s%n",
                ByteSize.format(outcome.bytesBefore()),
                outcome.problem().isEmpty()
                        ? "-> %9s".formatted(ByteSize.format(outcome.bytesAfter()))
                        : "stays: " + outcome.problem() + ":",
                CacheReport.name(target(outcome.job())));
        out.flush();
    }

    private static void print(Deltas totals, PrintWriter out) {
        out.printf(
                "%s, %s, %s saved, %d s spent%n",
                Count.of(totals.objects(), "delta"),
                ByteSize.format(totals.bytes()),
                ByteSize.format(totals.savedBytes()),
                Duration.ofMillis(totals.effortMs()).toSeconds());
    }

    private static StoredObject target(Job job) {
        return job instanceof Job.Encode encode
                ? encode.target().object()
                : ((Job.Rebase) job).delta().object();
    }

    private static StoredObject base(Job job) {
        return job instanceof Job.Encode encode ? encode.base() : ((Job.Rebase) job).base();
    }
}
