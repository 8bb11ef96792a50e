package dev.potluck.delta.zstd;

import dev.potluck.api.DeltaCodec;
import dev.potluck.api.DeltaCodecContract;

final class ZstdCodecTest extends DeltaCodecContract {
    @Override
    protected DeltaCodec codec() {
        return new ZstdCodec();
    }
}
