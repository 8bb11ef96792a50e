package dev.potluck.fetch;

/** What holders of answers do with those that nobody takes. */
public final class Answers {
    private Answers() {}

    /** Gives back what an answer holds open. */
    public static void release(Answer answer) {
        if (answer instanceof Answer.Stored stored) {
            stored.blob().close();
        } else if (answer instanceof Answer.Relayed relayed) {
            relayed.reader().close();
        } else {
            ((Answer.Passed) answer).cancel().run();
        }
    }
}
