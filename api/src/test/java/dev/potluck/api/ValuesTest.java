package dev.potluck.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import java.util.Optional;

/** The small values: {@link IndexEntry}, {@link PackageId}, {@link MalformedIndexException}. */
final class ValuesTest {
    private static final ArchivePath PATH = new ArchivePath("pool/a.deb");
    private static final ContentHash HASH = ContentHash.of(HashAlgorithm.SHA256, new byte[32]);

    @Test
    void indexEntry_negativeSize_isRefusedUnlessUnknown() {
        assertThat(new IndexEntry(PATH, IndexEntry.UNKNOWN_SIZE, HASH, Optional.empty())
                        .sizeBytes())
                .isEqualTo(-1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IndexEntry(PATH, -2, HASH, Optional.empty()))
                .withMessageContaining("pool/a.deb");
    }

    @Test
    void packageId_longOrUnprintablePart_isRefused() {
        String longest = "x".repeat(PackageId.MAX_LENGTH);
        assertThat(new PackageId(longest, longest, longest).name()).isEqualTo(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PackageId(longest + "x", "1", "all"));
        assertThatIllegalArgumentException().isThrownBy(() -> new PackageId("a", "1\n2", "all"));
    }

    @Test
    void packageId_toString_joinsItsParts() {
        assertThat(new PackageId("bash", "1:5.2-1", "amd64")).hasToString("bash_1:5.2-1_amd64");
    }

    @Test
    void malformedIndex_message_namesThePlace() {
        assertThat(new MalformedIndexException(PATH, 7, "a size"))
                .hasMessage("pool/a.deb:7: a size");
        assertThat(new MalformedIndexException(PATH, 0, "a size")).hasMessage("pool/a.deb: a size");
    }
}
