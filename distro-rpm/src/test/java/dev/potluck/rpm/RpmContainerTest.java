package dev.potluck.rpm;

import dev.potluck.api.CompressedPart;
import dev.potluck.api.PackageContainer;
import dev.potluck.api.PackageContainerContract;

import java.nio.ByteBuffer;
import java.util.List;

final class RpmContainerTest extends PackageContainerContract {
    /** A lead, a signature header of one entry that needs padding, a header of two, a payload. */
    private static final byte[] SAMPLE = ByteBuffer.allocate(300)
            .putInt(0, 0xedabeedb)
            .put(96, header(1, 5))
            .put(96 + 40, header(2, 16))
            .array();

    private static byte[] header(int entries, int storeBytes) {
        return ByteBuffer.allocate(16 + entries * 16 + storeBytes)
                .putInt(0, 0x8eade801)
                .putInt(8, entries)
                .putInt(12, storeBytes)
                .array();
    }

    @Override
    protected PackageContainer container() {
        return new RpmContainer();
    }

    @Override
    protected byte[] sample() {
        return SAMPLE.clone();
    }

    @Override
    protected List<CompressedPart> expectedParts() {
        int payloadAt = 96 + 40 + 16 + 32 + 16;
        return List.of(new CompressedPart(payloadAt, SAMPLE.length - payloadAt));
    }
}
