package dev.potluck.app.settings;

import dev.potluck.app.settings.Settings.Archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers settings from a file and from flags; what is added later beats what was added before. */
public final class SettingsReader {
    private final Map<String, RawValue> written = new HashMap<>();
    private final List<Archive> archives = new ArrayList<>();

    /**
     * Adds the settings of a TOML file.
     *
     * @throws SettingsException if it is not TOML, has an unknown key, or misses one
     * @throws IOException if it cannot be read
     */
    public SettingsReader addFile(Path file) throws SettingsException, IOException {
        TomlSettings toml = TomlSettings.read(file);
        for (Map.Entry<String, RawValue> value : toml.values().entrySet()) {
            add(value.getKey(), value.getValue());
        }
        Set<String> names = new HashSet<>();
        for (TomlSettings.Table table : toml.archives()) {
            for (Map.Entry<String, RawValue> value : table.values().entrySet()) {
                KeyNames.requireKnown(
                        SettingKeys.OF_ARCHIVE, value.getKey(), value.getValue().origin());
            }
            Archive archive = SettingKeys.archive(table.values(), table.origin());
            if (!names.add(archive.name())) {
                throw new SettingsException(
                        table.origin(), "a second archive has the name " + archive.name());
            }
            archives.add(archive);
        }
        return this;
    }

    /**
     * Adds one {@code key=value} as written on the command line; a list has commas between its
     * items.
     *
     * @throws SettingsException if there is no such key
     */
    public SettingsReader addAssignment(String assignment) throws SettingsException {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            throw new SettingsException("--set " + assignment, "must be key=value");
        }
        return addFlag(
                "--set", assignment.substring(0, equals).strip(), assignment.substring(equals + 1));
    }

    /** Adds a value that has a flag of its own, such as {@code --listen}. */
    public SettingsReader addFlag(String flag, String key, String value) throws SettingsException {
        add(key, RawValue.scalar(value, flag));
        return this;
    }

    private void add(String key, RawValue value) throws SettingsException {
        KeyNames.requireKnown(SettingKeys.ALL, key, value.origin());
        written.put(key, value);
    }

    /**
     * The settings of all that was added; defaults for the rest.
     *
     * @throws SettingsException if a value is not allowed
     */
    public Settings read() throws SettingsException {
        return SettingKeys.settings(written, List.copyOf(archives));
    }

    /** One line for each key: its value now, and whence it is if not the default. */
    public List<String> listing() {
        return SettingKeys.ALL.stream()
                .map(key -> {
                    RawValue raw = written.get(key.name());
                    return raw == null
                            ? key.name() + " = " + key.fallback().orElse("")
                            : key.name() + " = " + raw.text() + "    # " + raw.origin();
                })
                .toList();
    }
}
