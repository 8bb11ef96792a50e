package dev.potluck.app.sharing;

import dev.potluck.app.sharing.PublicObjects.PublicFile;
import dev.potluck.dht.KeySource;
import dev.potluck.dht.krpc.AnnouncedKey;
import dev.potluck.dht.krpc.NodeId;

import java.util.List;
import java.util.function.BooleanSupplier;

/** What is announced: the files that may be shared, while somebody can fetch them from us. */
final class Announcements implements KeySource {
    private final PublicObjects objects;
    private final OfferedLists lists;
    private final BooleanSupplier served;

    /** @param served whether the peer server runs */
    Announcements(PublicObjects objects, OfferedLists lists, BooleanSupplier served) {
        this.objects = objects;
        this.lists = lists;
        this.served = served;
    }

    /** Whether anything is announced at all. */
    boolean isOn() {
        return served.getAsBoolean();
    }

    @Override
    public int count() {
        return isOn() ? objects.count() : 0;
    }

    @Override
    public List<AnnouncedKey> from(NodeId start, int limit) {
        return isOn()
                ? objects.from(start, limit).stream().map(this::describe).toList()
                : List.of();
    }

    /** The file as it is announced. */
    AnnouncedKey describe(PublicFile file) {
        return new AnnouncedKey(file.key(), lists.hint(file.sha256(), file.sizeBytes()));
    }
}
