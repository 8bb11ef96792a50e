package dev.potluck.app.settings;

import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The values of a TOML file with their lines, not yet checked.
 *
 * @param values by dotted key
 * @param archives the {@code [[archive]]} tables, in order
 */
record TomlSettings(Map<String, RawValue> values, List<Table> archives) {
    private static final String ARCHIVE = "archive";
    private static final int MAX_BYTES = 1 << 20;

    /** One {@code [[archive]]}: its values, and where it begins. */
    record Table(Map<String, RawValue> values, String origin) {}

    static TomlSettings read(Path file) throws SettingsException, IOException {
        TomlParseResult toml = Toml.parse(text(file));
        if (toml.hasErrors()) {
            TomlParseError first = toml.errors().get(0);
            throw new SettingsException(
                    origin(file, first.position()), "is not TOML: " + firstLine(first));
        }
        TomlSettings settings = new TomlSettings(new LinkedHashMap<>(), new ArrayList<>());
        collect(toml, "", file, settings);
        return settings;
    }

    /** All of it, of a pipe too, whose length nobody knows beforehand. */
    private static String text(Path file) throws SettingsException, IOException {
        if (Files.isDirectory(file)) {
            throw new SettingsException(file.toString(), "is a folder; name the file in it");
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_BYTES + 1);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
        if (content.length > MAX_BYTES) {
            throw new SettingsException(
                    file.toString(), "has more than the " + MAX_BYTES + " bytes allowed");
        }
        return new String(content, StandardCharsets.UTF_8);
    }

    private static void collect(TomlTable table, String prefix, Path file, TomlSettings into)
            throws SettingsException {
        for (String key : table.keySet()) {
            String name = prefix + key;
            Object value = Objects.requireNonNull(table.get(List.of(key)));
            String origin = origin(file, table.inputPositionOf(List.of(key)));
            if (value instanceof TomlTable inner && !name.equals(ARCHIVE)) {
                collect(inner, name + ".", file, into);
            } else if (name.equals(ARCHIVE)) {
                into.archives().addAll(archives(value, file, origin));
            } else {
                into.values().put(name, raw(value, name, origin));
            }
        }
    }

    private static List<Table> archives(Object value, Path file, String origin)
            throws SettingsException {
        if (!(value instanceof TomlArray array)
                || !array.toList().stream().allMatch(TomlTable.class::isInstance)) {
            throw new SettingsException(origin, "archives are written as [[archive]]");
        }
        List<Table> tables = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            TomlTable table = array.getTable(i);
            Map<String, RawValue> values = new LinkedHashMap<>();
            for (String key : table.keySet()) {
                values.put(
                        key,
                        raw(
                                Objects.requireNonNull(table.get(List.of(key))),
                                key,
                                origin(file, table.inputPositionOf(List.of(key)))));
            }
            tables.add(new Table(values, origin(file, array.inputPositionOf(i))));
        }
        return tables;
    }

    private static RawValue raw(Object value, String name, String origin) throws SettingsException {
        if (value instanceof TomlArray array) {
            List<String> items = new ArrayList<>();
            for (Object item : array.toList()) {
                items.add(scalar(item, name, origin));
            }
            return RawValue.list(items, origin);
        }
        return RawValue.scalar(scalar(value, name, origin), origin);
    }

    private static String scalar(Object value, String name, String origin)
            throws SettingsException {
        if (value instanceof TomlTable || value instanceof TomlArray) {
            throw new SettingsException(origin, name + " must be a plain value or a list of them");
        }
        return value.toString();
    }

    private static String origin(Path file, TomlPosition position) {
        return position == null ? file.toString() : file + ":" + position.line();
    }

    private static String firstLine(TomlParseError error) {
        return String.valueOf(error.getMessage()).lines().findFirst().orElse("unreadable");
    }
}
