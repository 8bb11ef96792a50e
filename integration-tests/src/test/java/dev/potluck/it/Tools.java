package dev.potluck.it;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The system programs that the tests use. One that is missing fails, and says how to get it. */
final class Tools {
    private static final Map<String, String> PACKAGE_BY_TOOL = Map.ofEntries(
            Map.entry("apt-config", "apt"),
            Map.entry("aria2c", "aria2"),
            Map.entry("apt-get", "apt"),
            Map.entry("apt-ftparchive", "apt-utils"),
            Map.entry("createrepo_c", "createrepo-c"),
            Map.entry("curl", "curl"),
            Map.entry("debootstrap", "debootstrap"),
            Map.entry("diff", "diffutils"),
            Map.entry("dnf", "dnf"),
            Map.entry("dpkg", "dpkg"),
            Map.entry("dpkg-deb", "dpkg"),
            Map.entry("gpg", "gnupg"),
            Map.entry("gpgconf", "gnupg"),
            Map.entry("gzip", "gzip"),
            Map.entry("ip", "iproute2"),
            Map.entry("mmdebstrap", "mmdebstrap"),
            Map.entry("mount", "mount"),
            Map.entry("modifyrepo_c", "createrepo-c"),
            Map.entry("nsenter", "util-linux"),
            Map.entry("pacman", "pacman-package-manager"),
            Map.entry("repo-add", "pacman-package-manager makepkg libarchive-tools"),
            Map.entry("rpmbuild", "rpm"),
            Map.entry("tar", "tar"),
            Map.entry("unshare", "util-linux"),
            Map.entry("xz", "xz-utils"),
            Map.entry("zckdl", "zchunk"),
            Map.entry("zstd", "zstd"),
            Map.entry("zypper", "zypper"));

    private static final String SYSTEM_FOLDERS =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private Tools() {}

    /** The full path of a program, from PATH or the system's own folders. */
    static String require(String tool) {
        String path =
                System.getenv().getOrDefault("PATH", "") + File.pathSeparator + SYSTEM_FOLDERS;
        for (String folder : path.split(File.pathSeparator)) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, tool);
            if (Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        throw new AssertionError("the tests need `" + tool + "`; install it: apt-get install "
                + PACKAGE_BY_TOOL.getOrDefault(tool, tool));
    }
}
