package dev.potluck.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potluck.api.ArchivePath;
import dev.potluck.hash.ContentHasher;
import dev.potluck.index.Archive;
import dev.potluck.index.RootPlace;
import dev.potluck.index.Snapshot;
import dev.potluck.index.Validators;
import dev.potluck.mirror.Mirror;
import dev.potluck.mirror.MirrorGroup;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

final class OutagesTest {
    private final FetchException silence = new FetchException(502, "no route to host");

    private final Outages outages = new Outages();
    private Upstream from;
    private Snapshot current;

    @BeforeEach
    void makeArchive() throws Exception {
        Mirror mirror = Mirror.parse("http://mirror.example.org/");
        ArchivePath path = new ArchivePath("LIST");
        from = new Upstream(
                new Archive("http://mirror.example.org", true),
                new MirrorGroup(List.of(mirror), System::nanoTime),
                path);
        current = new Snapshot(
                new RootPlace(from.archive().id(), path),
                "lines",
                Validators.NONE,
                "unsigned",
                0,
                ContentHasher.sha256(new byte[0]),
                Optional.empty(),
                0,
                List.of());
    }

    @Test
    void failed_manyClientsInOneOutage_isToldOnce() {
        assertThat(outages.failed(from, Optional.of(current), silence)).isTrue();
        assertThat(outages.failed(from, Optional.of(current), silence)).isFalse();
        outages.ended(from);
        assertThat(outages.failed(from, Optional.of(current), silence)).isTrue();
    }

    @Test
    void failed_nothingToServeInstead_isNotTold() {
        assertThat(outages.failed(from, Optional.empty(), silence)).isFalse();
    }

    @Test
    void failed_mirrorSaysNo_isNoOutage() {
        FetchException gone = new FetchException(404, "not there");
        assertThat(outages.failed(from, Optional.of(current), gone)).isFalse();
    }
}
