package dev.potluck.trust;

/** What a signature on a root index is worth to this node. */
public enum TrustMode {
    /** Refuse what is wrongly signed; accept, with a warning, what cannot be judged. */
    AUTO,
    /** Accept only what a known key has signed. */
    REQUIRE,
    /** Look at no signature. */
    OFF
}
