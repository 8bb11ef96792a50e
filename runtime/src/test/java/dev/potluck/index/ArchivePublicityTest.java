package dev.potluck.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

final class ArchivePublicityTest {
    private final ArchivePublicity publicity =
            new ArchivePublicity(Map.of("ours", false, "theirs", true));

    @Test
    void isPublic_ofTheSettings_isWhatTheySay() {
        assertThat(publicity.isPublic("ours")).isFalse();
        assertThat(publicity.isPublic("theirs")).isTrue();
        assertThat(publicity.isPublic("unheard-of")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://mirror.example.org",
                "https://mirror.example.org:8443",
                "http://mirror.example.org.",
                "http://local.example.org",
                "http://9.9.9.9",
                "http://[2620:fe::9]:8080"
            })
    void isPublic_publicHost_isTrue(String archiveId) {
        assertThat(publicity.isPublic(archiveId)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost",
                "http://localhost.",
                "http://mirror",
                "http://mirror:8080",
                "http://printer.local",
                "http://Repo.Corp.INTERNAL",
                "http://nas.home.arpa",
                "http://127.0.0.1:8000",
                "http://10.1.2.3",
                "http://172.20.0.1",
                "http://192.168.1.1",
                "http://169.254.169.254",
                "http://100.64.0.1",
                "http://192.0.2.1",
                "http://[::1]",
                "http://[fd00::1]",
                "http://[fe80::1]",
                "http://[::ffff:10.0.0.1]",
                "http://2130706433",
                "http://0x7f.1",
                "http://127.1",
                "http://999.1.1.1",
                "http://user:word@mirror.example.org",
                "http://under_score.example.org:port",
                "http://",
                ""
            })
    void isPublic_privateHostOrNonsense_isFalse(String archiveId) {
        assertThat(publicity.isPublic(archiveId)).isFalse();
    }
}
