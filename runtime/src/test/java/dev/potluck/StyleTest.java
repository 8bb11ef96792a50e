package dev.potluck;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All Java files of the checkout keep the {@link StyleRules}. */
final class StyleTest {
    private static final Set<String> SKIPPED_FOLDERS = Set.of("target", ".git", "node_modules");
    private static final String MAIN = "runtime/src/main/java/X.java";
    private static final String TEST = "runtime/src/test/java/XTest.java";

    @Test
    void checkout_everyJavaFile_keepsTheRules() throws IOException {
        Path root = checkout();
        Map<String, String> sources = new TreeMap<>();
        for (Path file : javaFiles(root)) {
            sources.put(root.relativize(file).toString(), Files.readString(file, UTF_8));
        }
        assertThat(sources).isNotEmpty();
        assertThat(String.join("\n", StyleRules.check(sources)))
                .as("what breaks the rules of CONTRIBUTING.md")
                .isEmpty();
    }

    /** The topmost folder above this one with a pom.xml in every folder down to here. */
    private static Path checkout() {
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && Files.exists(root.resolveSibling("pom.xml"))) {
            root = root.getParent();
        }
        return root;
    }

    private static List<Path> javaFiles(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return SKIPPED_FOLDERS.contains(String.valueOf(folder.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    @Test
    void check_longFileLineAndMethod_namesEach() throws IOException {
        String body = "int x;\n".repeat(StyleRules.MAX_METHOD_LINES - 1);
        assertThat(check(MAIN, "class X {\nvoid sixty() {\n" + body + "}\n}"))
                .containsExactly(MAIN + ":2: the method sixty has 61 lines, at most 60");
        String lines = "// line\n".repeat(StyleRules.MAX_FILE_LINES);
        assertThat(check(MAIN, lines + "class X {}"))
                .containsExactly(MAIN + ":1: the file has 401 lines, at most 400");
        String wide = "// " + "é".repeat(StyleRules.MAX_LINE_CHARS - 3);
        assertThat(check(MAIN, wide + "\nclass X {}")).isEmpty();
        assertThat(check(MAIN, wide + "é\nclass X {}"))
                .containsExactly(MAIN + ":1: the line has 101 characters, at most 100");
    }

    @Test
    void check_manyParameters_allowsThemToRecordsOnly() throws IOException {
        String six = "(int a, int b, int c, int d, int e, int f)";
        String record = "record X" + six + " {\n";
        assertThat(check(MAIN, "class X {\nX" + six + " {}\n}"))
                .containsExactly(MAIN + ":2: the method <init> has 6 parameters, at most 5");
        assertThat(check(MAIN, record + "X {}\n}")).isEmpty();
        assertThat(check(MAIN, record + "X" + six + " {}\n}")).isEmpty();
        assertThat(check(MAIN, "record X() { void m" + six + " {} }")).hasSize(1);
    }

    @Test
    void check_ownClockOrRandomness_isForTheAppOnly() throws IOException {
        String source = """
                package dev.potluck.net;
                class X {
                    Object a = System.nanoTime();
                    Object b = java.lang.System.currentTimeMillis();
                    Object c = java.time.Instant.now();
                    Object d = new Random(1);
                    Clock e = System::nanoTime;
                    { Thread.sleep(1); }
                    Object f = Instant.now(clock);
                }
                """;
        assertThat(check(MAIN, source)).hasSize(6).allMatch(f -> f.startsWith(MAIN));
        assertThat(check(MAIN, source.replace("potluck.net", "potluck.app"))).isEmpty();
        assertThat(check(MAIN, source.replace("potluck.net", "potluck.apply"))).hasSize(6);
        assertThat(check(TEST, source))
                .containsExactly(TEST + ":8: Thread.sleep: a test waits for what it wants to see");
    }

    private static List<String> check(String file, String source) throws IOException {
        return StyleRules.check(Map.of(file, source));
    }
}
