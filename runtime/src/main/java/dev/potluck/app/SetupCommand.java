package dev.potluck.app;

import dev.potluck.app.settings.HostPort;
import dev.potluck.app.settings.SettingsException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code potluck setup}. */
@Command(
        name = "setup",
        description = "Lets a package manager of this machine use the node.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "apt",
        subcommands = SetupCommand.Apt.class)
final class SetupCommand {
    private SetupCommand() {}

    /** {@code potluck setup apt}. */
    @Command(
            name = "apt",
            description = "Lets apt use the node whenever it answers, and do without when not.",
            mixinStandardHelpOptions = true)
    static final class Apt implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private HomeOptions options = new HomeOptions();

        @Option(names = "--remove", description = "Takes back what was written.")
        private boolean remove;

        @Option(
                names = "--proxy",
                paramLabel = "URL",
                description = "Where apt finds the node. Default: where it listens.")
        private @Nullable String proxy;

        @Option(
                names = "--root",
                paramLabel = "DIR",
                description = "The root folder of the system to set up. Default: /")
        private Path root = Path.of("/");

        @Override
        public Integer call() throws SettingsException, IOException {
            AptSetup setup = new AptSetup(root);
            PrintWriter out = spec.commandLine().getOut();
            try {
                List<String> done = remove ? setup.remove() : setup.install(node());
                done.forEach(out::println);
            } catch (AccessDeniedException e) {
                throw new IOException(e.getMessage() + ": permission denied; run it as root", e);
            }
            out.flush();
            return 0;
        }

        private HostPort node() throws SettingsException, IOException {
            if (proxy == null) {
                return NodeClient.reachable(options.settings().listen());
            }
            String address = proxy.replaceFirst("^http://", "").replaceFirst("/$", "");
            return HostPort.parse(address)
                    .orElseThrow(() -> new SettingsException(
                            "--proxy", "\"" + proxy + "\" must be http://HOST:PORT"));
        }
    }
}
