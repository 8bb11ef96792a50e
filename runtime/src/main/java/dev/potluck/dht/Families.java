package dev.potluck.dht;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The address families that this node takes part in: one or both. */
final class Families {
    private final Optional<Family> v4;
    private final Optional<Family> v6;

    Families(Optional<Family> v4, Optional<Family> v6) {
        this.v4 = v4;
        this.v6 = v6;
    }

    Optional<Family> of(boolean ipv6) {
        return ipv6 ? v6 : v4;
    }

    List<Family> all() {
        List<Family> all = new ArrayList<>(2);
        v4.ifPresent(all::add);
        v6.ifPresent(all::add);
        return all;
    }

    boolean isDual() {
        return v4.isPresent() && v6.isPresent();
    }
}
