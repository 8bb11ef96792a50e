package dev.potluck.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostCheckTest {
    private final HostCheck check = new HostCheck("Build.example.org");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:9977",
                "127.0.0.1:9977",
                "192.168.1.2",
                "[::1]:9977",
                "[fe80::1]",
                "build",
                "build:80",
                "build.local:9977",
                "build.example.org"
            })
    void isOurs_addressOrOwnName_isTrue(String host) {
        assertThat(check.isOurs(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "evil.example:9977",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "build.evil.example",
                "10.0.0.0/8"
            })
    void isOurs_anotherName_isFalse(String host) {
        assertThat(check.isOurs(host)).isFalse();
    }
}
