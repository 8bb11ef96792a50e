package dev.potluck.hashdb;

import dev.potluck.api.PackageId;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * A package's id as records have it: u8, 1 if name, version and architecture follow, each as u16
 * length and UTF-8.
 */
public final class PackageIds {
    private PackageIds() {}

    public static void write(DataOutput out, Optional<PackageId> packageId) throws IOException {
        out.writeBoolean(packageId.isPresent());
        if (packageId.isPresent()) {
            out.writeUTF(packageId.get().name());
            out.writeUTF(packageId.get().version());
            out.writeUTF(packageId.get().architecture());
        }
    }

    public static Optional<PackageId> read(DataInput in) throws IOException {
        return in.readBoolean()
                ? Optional.of(new PackageId(in.readUTF(), in.readUTF(), in.readUTF()))
                : Optional.empty();
    }
}
