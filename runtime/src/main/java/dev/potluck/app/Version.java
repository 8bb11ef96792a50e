package dev.potluck.app;

import picocli.CommandLine.IVersionProvider;

import java.util.Objects;

/** The program's version, from the manifest of its jar. */
final class Version implements IVersionProvider {
    static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return Objects.requireNonNullElse(version, "development");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"potluck " + current()};
    }
}
