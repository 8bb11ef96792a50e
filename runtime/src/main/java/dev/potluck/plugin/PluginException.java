package dev.potluck.plugin;

import java.nio.file.Path;

/** A plugin cannot be used. The message names the plugin, its file, and what to do. */
public final class PluginException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String problem;

    PluginException(String id, Path file, String problem) {
        super("plugin '%s' (%s) %s".formatted(id, file, problem));
        this.problem = problem;
    }

    PluginException(String id, Path file, String problem, Throwable cause) {
        this(id, file, problem);
        initCause(cause);
    }

    PluginException(Path folder, String problem) {
        super("plugin folder " + folder + " " + problem);
        this.problem = problem;
    }

    /** What is wrong and what to do, without the plugin's name and file. */
    public String problem() {
        return problem;
    }
}
