package dev.potluck.dht.krpc;

import dev.potluck.bencode.BencodeWriter;

/**
 * Which contacts the asker wants (BEP 32).
 *
 * @param v4 nodes of IPv4 ({@code n4})
 * @param v6 nodes of IPv6 ({@code n6})
 */
public record Want(boolean v4, boolean v6) {
    /** Nothing said: nodes of the family that the query came by. */
    public static final Want SAME_FAMILY = new Want(false, false);

    /** Whether nodes of both families are wanted. */
    public boolean isBoth() {
        return v4 && v6;
    }

    void writeTo(BencodeWriter out) {
        if (!v4 && !v6) {
            return;
        }
        out.text("want").beginList();
        if (v4) {
            out.text("n4");
        }
        if (v6) {
            out.text("n6");
        }
        out.end();
    }

    /** This, with nothing said read as the family of the asker. */
    public Want orFamily(boolean askerIsV6) {
        return v4 || v6 ? this : new Want(!askerIsV6, askerIsV6);
    }
}
