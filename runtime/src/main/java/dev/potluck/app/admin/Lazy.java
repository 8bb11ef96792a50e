package dev.potluck.app.admin;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/** A value that is made when it is first asked for, once. */
final class Lazy<T> {
    private final Supplier<T> maker;
    private @Nullable T value;

    Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    synchronized T get() {
        T made = value;
        if (made == null) {
            made = maker.get();
            value = made;
        }
        return made;
    }
}
