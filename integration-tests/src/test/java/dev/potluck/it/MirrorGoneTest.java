package dev.potluck.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/** When the mirror dies or hangs, everything that was had once is still served, and at once. */
class MirrorGoneTest {
    /** Two programs and a root index on a loaded machine; a hang would take minutes. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @Test
    void install_mirrorRefuses_isServedFromCache() throws IOException {
        installWith(FaultyMirror::refuse);
    }

    @Test
    void install_mirrorAcceptsAndSaysNothing_isServedFromCache() throws IOException {
        installWith(FaultyMirror::fallSilent);
    }

    @Test
    void install_mirrorReadsAndSaysNothing_isServedFromCache() throws IOException {
        installWith(mirror -> mirror.behave(Fault.hangBeforeHead()));
    }

    @Test
    void install_mirrorHangsInBody_isServedFromCache() throws IOException {
        installWith(mirror -> mirror.behave(Fault.hangAt(0.5)));
    }

    @Test
    void install_mirrorAnswers503_isServedFromCache() throws IOException {
        installWith(mirror -> mirror.behave(Fault.status(503)));
    }

    @Test
    void install_mirrorRedirectsForEver_isServedFromCache() throws IOException {
        installWith(mirror -> mirror.behave(Fault.redirectLoop()));
    }

    @Test
    void update_mirrorIsBack_getsNewSnapshot() throws IOException {
        try (Scene scene = Scene.in(folder)) {
            PrivateApt apt = scene.apt("apt");
            apt.update().orFail();
            scene.mirror().refuse();
            apt.update().orFail();
            Path newer = scene.archive().add(LocalArchive.TINY, "2.0", 2_000);
            scene.archive().publish();
            scene.mirror().heal();

            Await.until("the new version", Duration.ofSeconds(30), () -> {
                apt.update().orFail();
                apt.install(LocalArchive.TINY).orFail();
                return apt.downloads().containsKey(newer.getFileName().toString());
            });
        }
    }

    private void installWith(Consumer<FaultyMirror> harm) throws IOException {
        try (Scene scene = Scene.in(folder)) {
            PrivateApt first = scene.apt("first").withSource();
            first.update().orFail();
            first.install(LocalArchive.LARGE).orFail();
            harm.accept(scene.mirror());

            PrivateApt second = scene.apt("second").withSource().within(AT_ONCE);
            second.update().orFail();
            second.install(LocalArchive.LARGE).orFail();

            assertThat(second.downloads()).isEqualTo(first.downloads());
        }
    }
}
