package dev.potluck.app;

import dev.potluck.app.settings.ByteSize;
import dev.potluck.app.settings.Settings;
import dev.potluck.app.settings.SettingsException;
import dev.potluck.cache.SweepPlan;
import dev.potluck.cache.Sweeper;
import dev.potluck.plugin.PluginException;
import dev.potluck.plugin.PluginHost;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * {@code potluck cache gc}: one sweep, now. The policy begins with what is on disk: what it learned
 * in a running node is not known here.
 */
@Command(
        name = "gc",
        description = "Removes what has to go by the quota and the policy, and says why.",
        mixinStandardHelpOptions = true)
final class CacheGcCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HomeOptions options = new HomeOptions();

    @Option(names = "--dry-run", description = "Removes nothing; only says what would go.")
    private boolean dryRun;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "Judges by another policy than that of the settings.")
    private @Nullable String policy;

    @Override
    public Integer call() throws IOException, SettingsException, PluginException, StartException {
        Path home = options.cacheHome();
        Logging.setLevel(Settings.LogLevel.WARN);
        if (policy != null) {
            options.take("--set", "cache.policy=" + policy);
        }
        Settings settings = options.settings();
        InstantSource clock = InstantSource.system();
        PrintWriter out = spec.commandLine().getOut();
        try (PluginHost plugins = RunCommand.loadPlugins(home);
                Storage storage = Storage.open(home, 0, clock)) {
            CacheSweeps sweeps = new CacheSweeps(
                    storage,
                    storage.catalog(plugins, settings, clock),
                    CacheSweeps.Eviction.of(home, settings.cache(), plugins),
                    new Sweeper.World(clock, storage.deltas(), sha256 -> 0));
            SweepPlan plan = dryRun ? sweeps.plan() : sweeps.sweep();
            print(plan, sweeps, out);
        } finally {
            out.flush();
        }
        return 0;
    }

    private void print(SweepPlan plan, CacheSweeps sweeps, PrintWriter out) {
        for (SweepPlan.Removal removal : plan.removals()) {
            out.printf(
                    "%-17s %9s  %s%n",
                    removal.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    ByteSize.format(removal.object().sizeBytes()),
                    CacheReport.name(removal.object()));
        }
        sweeps.policy().fault().ifPresent(fault -> out.println(fault + "; lru took over"));
        out.printf(
                "%,d files%s, %s of %s; policy %s%n",
                plan.removals().size(),
                dryRun ? " would go" : " went",
                ByteSize.format(plan.freedBytes()),
                ByteSize.format(plan.usedBytes()),
                sweeps.policy().name());
    }
}
