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
        synopsisSubcommandLabel = "(apt | dnf | zypper)",
        subcommands = {SetupCommand.Apt.class, SetupCommand.Dnf.class, SetupCommand.Zypper.class})
final class SetupCommand {
    private SetupCommand() {}

    /** {@code potluck setup apt}. */
    @Command(
            name = "apt",
            description = "Lets apt use the node whenever it answers, and do without when not.",
            mixinStandardHelpOptions = true)
    static final class Apt implements Callable<Integer> {
        @Mixin
        private Target target = new Target();

        @Override
        public Integer call() throws SettingsException, IOException {
            AptSetup setup = new AptSetup(target.root);
            return target.tell(() -> target.remove ? setup.remove() : setup.install(target.node()));
        }
    }

    /** {@code potluck setup dnf}. */
    @Command(
            name = "dnf",
            description = "Leads the repositories of dnf and yum through the node.",
            mixinStandardHelpOptions = true)
    static final class Dnf implements Callable<Integer> {
        @Mixin
        private Target target = new Target();

        @Override
        public Integer call() throws SettingsException, IOException {
            return target.changeRepositories(RepoSetup.DNF_FOLDER);
        }
    }

    /** {@code potluck setup zypper}. */
    @Command(
            name = "zypper",
            description = "Leads the repositories of zypper through the node.",
            mixinStandardHelpOptions = true)
    static final class Zypper implements Callable<Integer> {
        @Mixin
        private Target target = new Target();

        @Override
        public Integer call() throws SettingsException, IOException {
            return target.changeRepositories(RepoSetup.ZYPPER_FOLDER);
        }
    }

    /** What all of them can be told. */
    static final class Target {
        @Spec(Spec.Target.MIXEE)
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private HomeOptions options = new HomeOptions();

        @Option(names = "--remove", description = "Takes back what was written.")
        private boolean remove;

        @Option(
                names = "--proxy",
                paramLabel = "URL",
                description =
                        "Where the package manager finds the node." + " Default: where it listens.")
        private @Nullable String proxy;

        @Option(
                names = "--root",
                paramLabel = "DIR",
                description = "The root folder of the system to set up. Default: /")
        private Path root = Path.of("/");

        private interface Work {
            List<String> run() throws SettingsException, IOException;
        }

        private int changeRepositories(String folder) throws SettingsException, IOException {
            RepoSetup setup = new RepoSetup(root, folder);
            return tell(() -> remove ? setup.remove(node()) : setup.install(node()));
        }

        private int tell(Work work) throws SettingsException, IOException {
            PrintWriter out = spec.commandLine().getOut();
            try {
                work.run().forEach(out::println);
            } catch (AccessDeniedException e) {
                throw new IOException(e.getMessage() + ": permission denied; run it as root", e);
            }
            out.flush();
            return 0;
        }

        private HostPort node() throws SettingsException, IOException {
            if (proxy == null) {
                return NodeClient.reachable(options.node());
            }
            String address = proxy.replaceFirst("^http://", "").replaceFirst("/$", "");
            return HostPort.parse(address)
                    .orElseThrow(() -> new SettingsException(
                            "--proxy", "\"" + proxy + "\" must be http://HOST:PORT"));
        }
    }
}
