package dev.potluck.trust;

import dev.potluck.trust.Verdict.Bad;
import dev.potluck.trust.Verdict.Doubtful;
import dev.potluck.trust.Verdict.Good;
import dev.potluck.trust.Verdict.UnknownKey;

/** What to do with a root index, given its signatures: one pure decision. */
public final class TrustPolicy {
    private TrustPolicy() {}

    /** What to do. */
    public sealed interface Decision {}

    /** Use it. */
    public record Accept() implements Decision {}

    /** Use it, and tell the operator. */
    public record AcceptWithWarning(String text) implements Decision {}

    /** Do not use it; keep the snapshot there is. */
    public record Refuse(String text) implements Decision {}

    /** Decides; the texts say what was found and what an operator can do. */
    public static Decision decide(TrustMode mode, Verdict verdict) {
        if (mode == TrustMode.OFF || verdict instanceof Good) {
            return new Accept();
        }
        if (verdict instanceof Bad bad) {
            return new Refuse("its signature is bad: " + bad.reason());
        }
        String text = describe(verdict);
        return mode == TrustMode.REQUIRE ? new Refuse(text) : new AcceptWithWarning(text);
    }

    private static String describe(Verdict verdict) {
        if (verdict instanceof UnknownKey unknown) {
            return "it is signed by no key in the keyrings, only by "
                    + String.join(", ", unknown.keyIds())
                    + "; install the archive's keyring, or name it in the settings";
        }
        if (verdict instanceof Doubtful doubtful) {
            return "its signature cannot be relied on: " + doubtful.reason();
        }
        return "it is not signed";
    }
}
