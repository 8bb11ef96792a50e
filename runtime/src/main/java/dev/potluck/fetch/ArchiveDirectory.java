package dev.potluck.fetch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.potluck.api.ArchivePath;
import dev.potluck.index.Archive;
import dev.potluck.mirror.Mirror;
import dev.potluck.mirror.MirrorGroup;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Which archive a client means by an address: one of the settings, whichever of its mirrors is
 * named, one that a list of mirrors describes, or else the host itself.
 */
public final class ArchiveDirectory {
    /** Hosts nobody configured whose health is remembered. */
    private static final int MAX_MET = 1_024;

    /** An archive and where it can be had. */
    public record Entry(Archive archive, MirrorGroup mirrors) {}

    private final List<Entry> configured;
    private final ListedArchives listed;
    private final LongSupplier nanoClock;
    private final Cache<Mirror, Entry> met =
            Caffeine.newBuilder().executor(Runnable::run).maximumSize(MAX_MET).build();

    /** @param listed the archives that lists of mirrors describe */
    public ArchiveDirectory(List<Entry> configured, ListedArchives listed, LongSupplier nanoClock) {
        this.configured = List.copyOf(configured);
        this.listed = listed;
        this.nanoClock = nanoClock;
    }

    /**
     * Where the file upstream is.
     *
     * @param host the root of the host that the client named
     * @param path the file's path on that host
     */
    public Upstream find(Mirror host, ArchivePath path) {
        if (ListedArchives.isOne(host)) {
            Optional<Upstream> found = listed.find(host, path);
            if (found.isPresent()) {
                return found.get();
            }
        }
        for (Entry entry : configured) {
            for (Mirror mirror : entry.mirrors().inOrder()) {
                Optional<ArchivePath> below = pathBelow(mirror, host, path);
                if (below.isPresent()) {
                    return new Upstream(entry.archive(), entry.mirrors(), below.get());
                }
            }
        }
        Entry entry = met.get(host, this::meet);
        return new Upstream(entry.archive(), entry.mirrors(), path);
    }

    private Entry meet(Mirror host) {
        Archive archive = new Archive(host.scheme() + "://" + host.authority(), true);
        return new Entry(archive, new MirrorGroup(List.of(host), nanoClock));
    }

    private static Optional<ArchivePath> pathBelow(Mirror mirror, Mirror host, ArchivePath path) {
        String base = mirror.basePath().substring(1);
        return mirror.host().equals(host.host())
                        && mirror.port() == host.port()
                        && path.value().startsWith(base)
                        && path.value().length() > base.length()
                ? Optional.of(new ArchivePath(path.value().substring(base.length())))
                : Optional.empty();
    }

    /** The archives of the settings, and those met in requests; each once, whoever asked. */
    public List<Entry> entries() {
        Map<String, Entry> all = new LinkedHashMap<>();
        configured.forEach(entry -> all.put(entry.archive().id(), entry));
        listed.entries().forEach(entry -> all.put(entry.archive().id(), entry));
        met.asMap().values().forEach(entry -> all.putIfAbsent(entry.archive().id(), entry));
        return List.copyOf(all.values());
    }
}
