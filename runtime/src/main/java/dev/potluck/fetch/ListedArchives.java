package dev.potluck.fetch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.hash.ContentHasher;
import dev.potluck.index.Archive;
import dev.potluck.index.MirrorListStore;
import dev.potluck.index.MirrorListStore.StoredList;
import dev.potluck.mirror.MalformedMirrorException;
import dev.potluck.mirror.Mirror;
import dev.potluck.mirror.MirrorGroup;
import dev.potluck.net.Reach;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The archives that lists of mirrors describe, each under a host name that exists here alone:
 * {@code 60303ae22b998861.mirrors.potluck.invalid}, from the hash of the list's URL. A name of its
 * own keeps a list from having a say in what other clients get from a mirror that it names; one
 * that any node makes of the same URL lets clients change nodes; and clients never look it up (RFC
 * 2606 sets {@code .invalid} apart), for they ask a proxy for it.
 */
public final class ListedArchives {
    static final String HOST_SUFFIX = ".mirrors.potluck.invalid";

    private static final int TOKEN_DIGITS = 16;
    private static final int MAX_REMEMBERED = 512;

    private final MirrorListStore store;
    private final LongSupplier nanoClock;
    private final Cache<Key, Known> known = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MAX_REMEMBERED)
            .build();

    private record Key(String token, Reach reach) {}

    private record Known(ArchiveDirectory.Entry entry, ExpectedRoot expected) {}

    public ListedArchives(MirrorListStore store, LongSupplier nanoClock) {
        this.store = store;
        this.nanoClock = nanoClock;
    }

    /** The token of a list at that URL. */
    static String token(String address) {
        byte[] digest = ContentHasher.newDigest(HashAlgorithm.SHA256)
                .digest(address.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest).substring(0, TOKEN_DIGITS);
    }

    /** Whether a host is an archive's name of this kind. */
    public static boolean isOne(Mirror host) {
        return host.host().endsWith(HOST_SUFFIX);
    }

    /** The list of that token as it was taken in last. */
    Optional<StoredList> list(String token) {
        return store.find(token);
    }

    /** Takes a list in, in place of the one before. Blocking; {@link #renewed} follows. */
    void put(String token, StoredList list) throws IOException {
        store.put(token, list);
    }

    /** Lets a list count from now on; what is known of mirrors that stay is kept. */
    void renewed(String token, StoredList list) {
        for (Reach reach : Reach.values()) {
            known.asMap().computeIfPresent(new Key(token, reach), (key, before) -> {
                Known next = known(list, reach);
                return before.entry()
                                .mirrors()
                                .toString()
                                .equals(next.entry().mirrors().toString())
                        ? new Known(before.entry(), next.expected())
                        : next;
            });
        }
    }

    /**
     * Where a file is.
     *
     * @param host with the name of an archive, as a client named it
     * @return empty if there is no list of that name
     */
    Optional<Upstream> find(Mirror host, ArchivePath path) {
        String name = host.host();
        String token = name.substring(0, name.length() - HOST_SUFFIX.length());
        Known found = known.get(
                new Key(token, host.reach()),
                key -> store.find(token).map(list -> known(list, host.reach())).orElse(null));
        return Optional.ofNullable(found)
                .map(at -> new Upstream(
                        at.entry().archive(), at.entry().mirrors(), path, at.expected()));
    }

    /** The same for a list that does not count yet. */
    Upstream upstream(StoredList list, Reach reach) {
        Known at = known(list, reach);
        return new Upstream(
                at.entry().archive(), at.entry().mirrors(), list.rootIndex(), at.expected());
    }

    /** Neither a list nor the client that uses it opens the way to what it cannot reach itself. */
    private Known known(StoredList list, Reach clients) {
        Reach lists = Reach.valueOf(list.reach());
        Reach reach = lists.compareTo(clients) > 0 ? lists : clients;
        List<Mirror> mirrors = new ArrayList<>();
        for (String mirror : list.mirrors()) {
            try {
                mirrors.add(Mirror.parse(mirror).namedFrom(reach));
            } catch (MalformedMirrorException e) {
                throw new IllegalStateException("a mirror that was checked: " + mirror, e);
            }
        }
        return new Known(
                new ArchiveDirectory.Entry(
                        new Archive(list.address(), true, Optional.of(list.format())),
                        new MirrorGroup(mirrors, nanoClock)),
                ExpectedRoot.of(list.rootHashes()));
    }

    /** The archives that were asked for lately. */
    List<ArchiveDirectory.Entry> entries() {
        return known.asMap().values().stream().map(Known::entry).toList();
    }
}
