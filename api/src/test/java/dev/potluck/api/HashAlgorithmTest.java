package dev.potluck.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HashAlgorithmTest {
    @ParameterizedTest
    @CsvSource({
        "MD5Sum, MD5",
        "md5, MD5",
        "SHA1, SHA1",
        "sha, SHA1",
        "sha-256, SHA256",
        "SHA256, SHA256",
        "sha384, SHA384",
        "SHA-512, SHA512"
    })
    void named_asArchivesWriteIt_isFound(String name, HashAlgorithm algorithm) {
        assertThat(HashAlgorithm.named(name)).contains(algorithm);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha3", "SHA2", "crc32", "Sha256 "})
    void named_otherName_isEmpty(String name) {
        assertThat(HashAlgorithm.named(name)).isEmpty();
    }

    @Test
    void isStrong_brokenAlgorithms_isFalse() {
        assertThat(HashAlgorithm.values())
                .filteredOn(algorithm -> !algorithm.isStrong())
                .containsExactly(HashAlgorithm.MD5, HashAlgorithm.SHA1);
    }
}
