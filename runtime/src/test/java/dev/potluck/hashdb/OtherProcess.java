package dev.potluck.hashdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A program that copies one value to another key of the database in the given folder. */
final class OtherProcess {
    private OtherProcess() {}

    /** @param args folder, key, other key */
    public static void main(String[] args) throws IOException {
        try (HashDb db = HashDb.open(Path.of(args[0]), HashDbTest.MAP_BYTES)) {
            Optional<byte[]> value =
                    db.read(view -> view.get(Table.OBJECTS, args[1].getBytes(UTF_8)));
            db.writeNow(
                    view -> view.put(Table.OBJECTS, args[2].getBytes(UTF_8), value.orElseThrow()));
        }
    }
}
