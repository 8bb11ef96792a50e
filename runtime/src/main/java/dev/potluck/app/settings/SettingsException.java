package dev.potluck.app.settings;

/** A setting that stops the start: one line that says where it stands and what may stand there. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param origin where it stands: {@code potluck.toml:12}, or the flag
     * @param problem what is wrong, and what is allowed
     */
    public SettingsException(String origin, String problem) {
        super(origin + ": " + problem);
    }
}
