package dev.potluck.app;

import java.util.Objects;

/** The program's version, from the manifest of its jar. */
final class Version {
    private Version() {}

    static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return Objects.requireNonNullElse(version, "development");
    }
}
