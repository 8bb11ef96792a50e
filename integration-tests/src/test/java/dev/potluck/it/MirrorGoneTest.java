package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/** When the mirror dies or hangs, everything that was had once is still served, and at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MirrorGoneTest {
    /** Two programs and a root index on a loaded machine; a hang would take minutes. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String ROOT_INDEX = "/dists/stable/InRelease";

    private final Scene scene;
    private final PrivateApt first;

    MirrorGoneTest(@TempDir Path folder) {
        scene = Scene.in(folder);
        first = scene.apt("first").withSource();
        first.update().orFail();
        first.install(LocalArchive.LARGE).orFail();
    }

    /** Every harm meets a node to which the mirror was well a moment ago. */
    @BeforeEach
    void heal() {
        scene.mirror().heal();
        scene.mirror().forgetRequests();
        await("an answer of the mirror").atMost(LIMIT).until(() -> {
            first.update().orFail();
            return scene.mirror().requestCount(ROOT_INDEX) > 0;
        });
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void install_mirrorRefuses_isServedFromCache() {
        installWith("mirrorRefuses", FaultyMirror::refuse);
    }

    @Test
    void install_mirrorAcceptsAndSaysNothing_isServedFromCache() {
        installWith("mirrorAcceptsAndSaysNothing", FaultyMirror::fallSilent);
    }

    @Test
    void install_mirrorReadsAndSaysNothing_isServedFromCache() {
        installWith("mirrorReadsAndSaysNothing", mirror -> mirror.behave(Fault.hangBeforeHead()));
    }

    @Test
    void install_mirrorHangsInBody_isServedFromCache() {
        installWith("mirrorHangsInBody", mirror -> mirror.behave(Fault.hangAt(0.5)));
    }

    @Test
    void install_mirrorAnswers503_isServedFromCache() {
        installWith("mirrorAnswers503", mirror -> mirror.behave(Fault.status(503)));
    }

    @Test
    void install_mirrorRedirectsForEver_isServedFromCache() {
        installWith("mirrorRedirectsForEver", mirror -> mirror.behave(Fault.redirectLoop()));
    }

    @Test
    void update_mirrorIsBack_getsNewSnapshot(@TempDir Path folder) throws IOException {
        try (Scene changing = Scene.in(folder)) {
            PrivateApt apt = changing.apt("apt");
            apt.update().orFail();
            changing.mirror().refuse();
            apt.update().orFail();
            Path newer = changing.archive().add(LocalArchive.TINY, "2.0", 2_000);
            changing.archive().publish();
            changing.mirror().heal();

            await("the new version").atMost(LIMIT).until(() -> {
                apt.update().orFail();
                apt.install(LocalArchive.TINY).orFail();
                return apt.downloads().containsKey(newer.getFileName().toString());
            });
        }
    }

    private void installWith(String name, Consumer<FaultyMirror> harm) {
        harm.accept(scene.mirror());

        PrivateApt second = scene.apt(name).withSource().within(AT_ONCE);
        second.update().orFail();
        second.install(LocalArchive.LARGE).orFail();

        assertThat(second.downloads()).hasSize(6).isEqualTo(first.downloads());
    }
}
