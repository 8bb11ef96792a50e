package dev.potluck.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compares all that plugins can see of this module with {@code surface.txt}. A line that goes or
 * changes breaks plugins that are already out there: it needs a new major version.
 */
final class SurfaceTest {
    private static final Path SURFACE = Path.of("surface.txt");
    private static final String UPDATE_PROPERTY = "surface.update";

    @Test
    void surface_publicTypesAndMembers_areThoseInTheFile() throws Exception {
        List<String> surface = surface();
        if (Boolean.getBoolean(UPDATE_PROPERTY)) {
            Files.write(SURFACE, surface);
        }
        assertThat(surface)
                .as("the SPI changed; if that is meant, write api/surface.txt anew with"
                        + " `mvn -pl api test -Dtest=SurfaceTest -D" + UPDATE_PROPERTY + "=true`"
                        + " and say in CHANGELOG what plugins must change")
                .isEqualTo(Files.readAllLines(SURFACE));
    }

    private static List<String> surface() throws Exception {
        List<String> lines = new ArrayList<>();
        for (Class<?> type : types()) {
            if (Modifier.isPublic(type.getModifiers())) {
                lines.add(type.toGenericString() + superTypes(type));
                members(type).sorted().forEach(line -> lines.add("    " + line));
            }
        }
        return lines;
    }

    private static List<Class<?>> types()
            throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(ArchiveFormat.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> names;
        try (Stream<Path> files = Files.walk(classes)) {
            names = files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .map(name -> name.replace('/', '.'))
                    .sorted()
                    .toList();
        }
        List<Class<?>> types = new ArrayList<>();
        for (String name : names) {
            types.add(Class.forName(name));
        }
        return types;
    }

    private static String superTypes(Class<?> type) {
        StringBuilder text = new StringBuilder();
        if (type.getGenericSuperclass() != null && type.getSuperclass() != Object.class) {
            text.append(" extends ").append(type.getGenericSuperclass().getTypeName());
        }
        for (Type parent : type.getGenericInterfaces()) {
            text.append(type.isInterface() ? " extends " : " implements ")
                    .append(parent.getTypeName());
        }
        return text.toString();
    }

    private static Stream<String> members(Class<?> type) {
        return Stream.of(
                        Stream.of(type.getDeclaredFields()).map(SurfaceTest::withValue),
                        Stream.of(type.getDeclaredConstructors()).map(SurfaceTest::visible),
                        Stream.of(type.getDeclaredMethods()).map(SurfaceTest::visible))
                .flatMap(lines -> lines)
                .filter(line -> !line.isEmpty());
    }

    /** A constant with its value, which plugins have compiled in. */
    private static String withValue(Field field) {
        String line = visible(field);
        boolean constant = !line.isEmpty()
                && Modifier.isStatic(field.getModifiers())
                && field.getType().isPrimitive();
        try {
            return constant ? line + " = " + field.get(null) : line;
        } catch (IllegalAccessException e) {
            throw new AssertionError(line + " is public and cannot be read", e);
        }
    }

    /** The member's declaration; empty if plugins cannot see it. */
    private static String visible(Member member) {
        int shown = Modifier.PUBLIC | Modifier.PROTECTED;
        if (member.isSynthetic() || (member.getModifiers() & shown) == 0) {
            return "";
        }
        return member instanceof Executable executable
                ? executable.toGenericString()
                : ((Field) member).toGenericString();
    }
}
