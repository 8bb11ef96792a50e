package dev.potluck.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.security.MessageDigest;
import java.util.Locale;

final class ContentHashTest {
    private static final String HEX =
            "9F86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    @Test
    void ofHex_eitherCase_isTheSameHash() {
        ContentHash hash = ContentHash.ofHex(HashAlgorithm.SHA256, HEX);
        assertThat(hash.hex()).isEqualTo(HEX.toLowerCase(Locale.ROOT));
        assertThat(hash).isEqualTo(ContentHash.ofHex(HashAlgorithm.SHA256, hash.hex()));
        assertThat(hash).hasSameHashCodeAs(ContentHash.ofHex(HashAlgorithm.SHA256, hash.hex()));
        assertThat(hash).hasToString("sha256:" + hash.hex());
    }

    @Test
    void ofHex_wrongLengthOrDigit_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContentHash.ofHex(HashAlgorithm.SHA256, HEX.substring(1)))
                .withMessageContaining("64 hex digits, not 63");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContentHash.ofHex(HashAlgorithm.SHA256, "g" + HEX.substring(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContentHash.of(HashAlgorithm.MD5, new byte[15]))
                .withMessageContaining("16 bytes, not 15");
    }

    @Test
    void digest_changedByCaller_leavesHashAsItWas() {
        byte[] given = new byte[16];
        ContentHash hash = ContentHash.of(HashAlgorithm.MD5, given);
        given[0] = 1;
        hash.digest()[0] = 1;
        assertThat(hash.hex()).isEqualTo("0".repeat(32));
    }

    @Test
    void equals_otherAlgorithmOrDigest_differs() {
        ContentHash hash = ContentHash.of(HashAlgorithm.MD5, new byte[16]);
        assertThat(hash).isNotEqualTo(ContentHash.of(HashAlgorithm.SHA1, new byte[20]));
        assertThat(hash).isNotEqualTo(ContentHash.ofHex(HashAlgorithm.MD5, "1" + "0".repeat(31)));
        assertThat(hash).isNotEqualTo(null);
    }

    @ParameterizedTest
    @EnumSource
    void digestBytes_ofAlgorithm_isWhatTheJdkComputes(HashAlgorithm algorithm) throws Exception {
        byte[] digest = MessageDigest.getInstance(algorithm.jcaName()).digest(new byte[0]);
        assertThat(digest).hasSize(algorithm.digestBytes());
        assertThat(ContentHash.of(algorithm, digest).digest()).isEqualTo(digest);
    }
}
