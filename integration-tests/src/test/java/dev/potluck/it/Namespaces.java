package dev.potluck.it;

import java.util.List;

/** Words put before a command to run it in a kernel namespace; no root needed, root welcome. */
final class Namespaces {
    private Namespaces() {}

    /** A network with nothing but loopback: whatever is asked of a mirror fails. */
    static List<String> loopbackOnly() {
        String script = "'" + Tools.require("ip") + "' link set lo up && exec \"$@\"";
        return List.of(
                Tools.require("unshare"), "--map-root-user", "--net", "sh", "-c", script, "sh");
    }

    /** A file system of the given size, mounted on a folder, that only the command sees. */
    static List<String> smallDisk(String folder, int sizeKb) {
        String script = "'" + Tools.require("mount") + "' -t tmpfs -o size=" + sizeKb + "k tmpfs '"
                + folder + "' && exec \"$@\"";
        return List.of(
                Tools.require("unshare"), "--map-root-user", "--mount", "sh", "-c", script, "sh");
    }

    /**
     * A file system mounted on a folder, where files can be made, and nothing be written to them.
     */
    static List<String> fullDisk(String folder) {
        String script = "'" + Tools.require("mount") + "' -t tmpfs -o size=4k tmpfs '" + folder
                + "' && head -c 4096 /dev/zero >'" + folder + "/filler' && exec \"$@\"";
        return List.of(
                Tools.require("unshare"), "--map-root-user", "--mount", "sh", "-c", script, "sh");
    }

    /** The user and network namespaces of a running process. */
    static List<String> enter(long pid) {
        return enter(pid, "--net");
    }

    /** What a running process sees of file systems. */
    static List<String> enterDisk(long pid) {
        return enter(pid, "--mount");
    }

    private static List<String> enter(long pid, String namespace) {
        return List.of(
                Tools.require("nsenter"),
                "--target",
                Long.toString(pid),
                "--user",
                namespace,
                "--preserve-credentials");
    }
}
