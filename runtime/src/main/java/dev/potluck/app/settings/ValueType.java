package dev.potluck.app.settings;

import dev.potluck.net.ClientRules;
import dev.potluck.net.MalformedCidrException;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What may stand at a key.
 *
 * @param allowed what is allowed, in words that end "must be …"
 * @param parser gives nothing when the value is not allowed
 */
record ValueType<T>(String allowed, Function<RawValue, Optional<T>> parser) {
    static final ValueType<HostPort> HOST_PORT =
            scalar("HOST:PORT, such as `127.0.0.1:9977`", HostPort::parse);
    static final ValueType<List<HostPort>> HOST_PORTS = list(
                    "a list of up to 64 HOST:PORT, such as `node.example.org:9978`",
                    text -> HostPort.parse(text).filter(place -> place.port() > 0))
            .filter(places -> places.size() <= 64);
    static final ValueType<Boolean> BOOLEAN = scalar("`true` or `false`", text -> switch (text) {
        case "true" -> Optional.of(true);
        case "false" -> Optional.of(false);
        default -> Optional.empty();
    });
    static final ValueType<Long> SIZE =
            scalar("a size with its unit, such as `20 GB` or `512 MiB`", ByteSize::parseWithUnit);
    static final ValueType<Quota> QUOTA = scalar(
            "a size with its unit, at least 1 MB, such as `20 GB`, a share of the disk, such as"
                    + " `10%`, or `auto`",
            Quota::parse);
    static final ValueType<String> NAME = scalar(
            "1 to 64 letters, digits, `-`, `_` or `.`",
            text -> text.matches("[A-Za-z0-9._-]{1,64}") ? Optional.of(text) : Optional.empty());
    static final ValueType<ClientRules> CLIENTS = new ValueType<>(
            "a list of `loopback`, `private`, `all` and networks such as `10.1.0.0/16`",
            ValueType::clients);
    static final ValueType<List<HostPattern>> HOSTS = list(
            "a list of host names; `*.example.org` for all below one, `*` for all",
            HostPattern::parse);
    static final ValueType<List<Path>> FILES = list(
            "a list of absolute file names",
            text -> text.startsWith("/") ? Optional.of(Path.of(text)) : Optional.empty());
    static final ValueType<List<URI>> MIRRORS = list(
                    "a list, not empty, of http or https URLs without query or password",
                    ValueType::mirror)
            .filter(mirrors -> !mirrors.isEmpty());

    /** A whole number within bounds, both included. */
    static ValueType<Integer> integer(int min, int max) {
        return scalar("a whole number from %d to %d".formatted(min, max), text -> {
            if (!text.matches("-?[0-9]{1,10}")) {
                return Optional.empty();
            }
            long number = Long.parseLong(text);
            return number >= min && number <= max ? Optional.of((int) number) : Optional.empty();
        });
    }

    /** One of an enum's constants, in lower case with hyphens. */
    static <E extends Enum<E>> ValueType<E> word(Class<E> words) {
        List<E> constants = List.of(words.getEnumConstants());
        return scalar(
                constants.stream()
                        .map(constant -> "`" + spelling(constant) + "`")
                        .collect(Collectors.joining(", ", "one of ", "")),
                text -> constants.stream()
                        .filter(constant -> spelling(constant).equals(text))
                        .findFirst());
    }

    private static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<ClientRules> clients(RawValue raw) {
        try {
            return Optional.of(ClientRules.parse(raw.asList()));
        } catch (MalformedCidrException notAllowed) {
            return Optional.empty();
        }
    }

    private static Optional<URI> mirror(String text) {
        try {
            URI uri = new URI(text.endsWith("/") ? text : text + "/");
            boolean good = Stream.of("http", "https").anyMatch(s -> s.equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
            return good ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException notAUrl) {
            return Optional.empty();
        }
    }

    private static <T> ValueType<T> scalar(String allowed, Function<String, Optional<T>> parser) {
        return new ValueType<>(
                allowed,
                raw -> raw.items().isPresent() ? Optional.empty() : parser.apply(raw.text()));
    }

    private static <T> ValueType<List<T>> list(
            String allowed, Function<String, Optional<T>> itemParser) {
        return new ValueType<>(allowed, raw -> {
            List<T> parsed = new ArrayList<>();
            for (String item : raw.asList()) {
                Optional<T> one = itemParser.apply(item);
                if (one.isEmpty()) {
                    return Optional.empty();
                }
                parsed.add(one.get());
            }
            return Optional.of(List.copyOf(parsed));
        });
    }

    private ValueType<T> filter(Predicate<T> condition) {
        return new ValueType<>(allowed, raw -> parser.apply(raw).filter(condition));
    }
}
