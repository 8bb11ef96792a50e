package dev.potluck.app.admin;

import dev.potluck.app.admin.NodeStatus.Problem;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** The last few things that went wrong, for people who look at the status page. */
public final class ProblemLog {
    /** How many problems are remembered. */
    public static final int MAX_PROBLEMS = 50;

    /** Longest text remembered of one problem, in characters. */
    public static final int MAX_TEXT_LENGTH = 300;

    private final InstantSource clock;
    private final Deque<Problem> problems = new ArrayDeque<>();
    private long total;

    public ProblemLog(InstantSource clock) {
        this.clock = clock;
    }

    /** Remembers a problem, told in one line; one that repeats the last one is counted with it. */
    public synchronized void note(String problem) {
        String line = problem.replaceAll("\\R", " ");
        String text = line.length() <= MAX_TEXT_LENGTH
                ? line
                : line.substring(0, MAX_TEXT_LENGTH - 1) + "…";
        total++;
        int times = 1;
        if (!problems.isEmpty() && problems.getLast().text().equals(text)) {
            times += problems.removeLast().times();
        } else if (problems.size() == MAX_PROBLEMS) {
            problems.removeFirst();
        }
        problems.addLast(new Problem(clock.instant(), text, times));
    }

    /** The remembered problems, newest first. */
    public synchronized List<Problem> recent() {
        List<Problem> newestFirst = new ArrayList<>(problems);
        Collections.reverse(newestFirst);
        return List.copyOf(newestFirst);
    }

    /** How many were noted since the start. */
    public synchronized long total() {
        return total;
    }
}
