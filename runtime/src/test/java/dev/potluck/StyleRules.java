package dev.potluck;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The rules of CONTRIBUTING.md that can be counted. */
final class StyleRules extends TreePathScanner<Void, Void> {
    static final int MAX_FILE_LINES = 400;
    static final int MAX_LINE_CHARS = 100;
    static final int MAX_METHOD_LINES = 60;
    static final int MAX_PARAMETERS = 5;

    /** Where time and randomness come from; the node's floors below are given them. */
    private static final String APP_PACKAGE = "dev.potluck.app";

    /** The one place of the benchmarks, which poll processes that know nothing of them. */
    private static final String BENCHMARK_PAUSE = "/bench/Pause.java";

    private static final Set<String> CLOCKS =
            Set.of("System.currentTimeMillis", "System.nanoTime", "Thread.sleep", "Instant.now");

    private final String file;
    private final boolean isTest;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> faults = new ArrayList<>();

    private StyleRules(
            String file, boolean isTest, CompilationUnitTree unit, SourcePositions positions) {
        this.file = file;
        this.isTest = isTest;
        this.unit = unit;
        this.positions = positions;
    }

    /**
     * What source files break.
     *
     * @param sources their texts, by their paths from the checkout's root, such as
     *     {@code api/src/main/java/…}
     * @return each as {@code file:line: what, and what is allowed}
     */
    static List<String> check(Map<String, String> sources) throws IOException {
        List<Source> files = new ArrayList<>();
        sources.forEach((file, text) -> files.add(new Source(file, text)));
        // One task for all: to start the compiler takes longer than to parse a file.
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, p -> {}, null, null, files);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        List<String> faults = new ArrayList<>();
        for (CompilationUnitTree unit : task.parse()) {
            String file = unit.getSourceFile().toUri().getPath().substring(1);
            StyleRules rules = new StyleRules(file, file.contains("src/test/"), unit, positions);
            rules.checkLines(String.valueOf(unit.getSourceFile().getCharContent(true)));
            rules.scan(unit, null);
            faults.addAll(rules.faults);
        }
        return faults;
    }

    private void checkLines(String source) {
        List<String> lines = source.lines().toList();
        if (lines.size() > MAX_FILE_LINES) {
            fault(1, "the file has %d lines, at most %d", lines.size(), MAX_FILE_LINES);
        }
        for (int i = 0; i < lines.size(); i++) {
            int chars = lines.get(i).codePointCount(0, lines.get(i).length());
            if (chars > MAX_LINE_CHARS) {
                fault(i + 1L, "the line has %d characters, at most %d", chars, MAX_LINE_CHARS);
            }
        }
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
        long lineCount = lineOf(positions.getEndPosition(unit, method)) - lineOf(method) + 1;
        if (lineCount > MAX_METHOD_LINES) {
            fault(
                    lineOf(method),
                    "the method %s has %d lines, at most %d",
                    method.getName(),
                    lineCount,
                    MAX_METHOD_LINES);
        }
        int parameters = method.getParameters().size();
        if (parameters > MAX_PARAMETERS && !isConstructorOfRecord(method)) {
            fault(
                    lineOf(method),
                    "the method %s has %d parameters, at most %d",
                    method.getName(),
                    parameters,
                    MAX_PARAMETERS);
        }
        return super.visitMethod(method, null);
    }

    private boolean isConstructorOfRecord(MethodTree method) {
        Tree parent = getCurrentPath().getParentPath().getLeaf();
        return method.getReturnType() == null
                && parent instanceof ClassTree type
                && type.getKind() == Kind.RECORD;
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
        String name = call.getMethodSelect().toString();
        boolean isGivenAClock = !call.getArguments().isEmpty() && name.endsWith("Instant.now");
        if (!isGivenAClock) {
            checkName(call, name);
        }
        return super.visitMethodInvocation(call, null);
    }

    @Override
    public Void visitMemberReference(MemberReferenceTree reference, Void unused) {
        checkName(reference, reference.getQualifierExpression() + "." + reference.getName());
        return super.visitMemberReference(reference, null);
    }

    @Override
    public Void visitNewClass(NewClassTree creation, Void unused) {
        String type = creation.getIdentifier().toString();
        if (isBelowApp() && (type.equals("Random") || type.equals("java.util.Random"))) {
            fault(lineOf(creation), "new Random: randomness comes in by constructor");
        }
        return super.visitNewClass(creation, null);
    }

    private void checkName(Tree tree, String name) {
        boolean isSleep = name.endsWith("Thread.sleep");
        if (isTest && isSleep && !file.endsWith(BENCHMARK_PAUSE)) {
            fault(lineOf(tree), "Thread.sleep: a test waits for what it wants to see");
        } else if (isBelowApp() && CLOCKS.stream().anyMatch(clock -> isNamed(name, clock))) {
            fault(lineOf(tree), "%s: time comes in by constructor", name);
        }
    }

    /** Whether a name is this one, perhaps with its package. */
    private static boolean isNamed(String name, String simpleName) {
        return name.equals(simpleName) || name.endsWith("." + simpleName);
    }

    private boolean isBelowApp() {
        String packageName = String.valueOf(unit.getPackageName());
        return !isTest
                && !packageName.equals(APP_PACKAGE)
                && !packageName.startsWith(APP_PACKAGE + ".");
    }

    private long lineOf(Tree tree) {
        return lineOf(positions.getStartPosition(unit, tree));
    }

    private long lineOf(long position) {
        return unit.getLineMap().getLineNumber(Math.max(0, position));
    }

    private void fault(long line, String format, Object... arguments) {
        faults.add(file + ":" + line + ": " + String.format(Locale.ROOT, format, arguments));
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("string:///" + file), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
