package dev.potluck.fetch;

import dev.potluck.index.ExpectedFile;
import dev.potluck.mirror.ByteSink;
import dev.potluck.mirror.DownloadHead;
import dev.potluck.mirror.DownloadRequest;
import dev.potluck.mirror.Mirror;
import dev.potluck.mirror.MirrorDownload;
import dev.potluck.swarm.RangeSource;
import dev.potluck.swarm.SourceFailure;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** A group of mirrors as one source among others; it fails only when all of them have failed. */
final class MirrorSource implements RangeSource {
    private final Services services;
    private final Upstream from;
    private final ExpectedFile file;
    private final DownloadRequest whole;
    private final Consumer<DownloadHead> onHead;
    private Optional<Mirror> sender = Optional.empty();

    /**
     * @param whole the request for all of the file
     * @param onHead hears what mirrors say of the file
     */
    MirrorSource(
            Services services,
            Upstream from,
            ExpectedFile file,
            DownloadRequest whole,
            Consumer<DownloadHead> onHead) {
        this.services = services;
        this.from = from;
        this.file = file;
        this.whole = whole;
        this.onHead = onHead;
    }

    /** The mirror that sent what came last. */
    Optional<Mirror> sender() {
        return sender;
    }

    @Override
    public Handle open(long fromByte, long toByte, Sink sink) {
        long end = toByte == file.sizeBytes() ? DownloadRequest.Start.NO_END : toByte;
        Stretch stretch = new Stretch(fromByte, sink);
        stretch.start(whole.with(new DownloadRequest.Start(fromByte, Optional.empty(), end)));
        return stretch;
    }

    /** A mirror has other content than the one before it; only a whole download can start over. */
    private static final class OtherContentException extends IOException {
        private static final long serialVersionUID = 1L;

        OtherContentException(String host) {
            super(host + " sent other content than before");
        }
    }

    /** Whether a download failed because it would have to start over. */
    static boolean isOtherContent(Throwable failure) {
        return failure.getCause() instanceof OtherContentException;
    }

    private final class Stretch implements ByteSink, Handle {
        private final long fromByte;
        private final Sink sink;
        private @Nullable MirrorDownload download;
        private Runnable onDrain = () -> {};
        private boolean isPaused;
        private boolean isOver;

        Stretch(long fromByte, Sink sink) {
            this.fromByte = fromByte;
            this.sink = sink;
        }

        void start(DownloadRequest request) {
            MirrorDownload started =
                    MirrorDownload.start(services.mirrors(), from.mirrors(), request, this);
            download = started;
            started.result()
                    .onComplete(ended -> services.traffic().addWasted(started.wastedBytes()))
                    .onSuccess(result -> {
                        sender = Optional.of(result.head().mirror());
                        if (!isOver) {
                            isOver = true;
                            sink.end();
                        }
                    })
                    .onFailure(this::fail);
        }

        private void fail(Throwable cause) {
            if (!isOver) {
                isOver = true;
                sink.fail(new SourceFailure(
                        SourceFailure.Kind.MIRROR, String.valueOf(cause.getMessage()), cause));
            }
        }

        @Override
        public void begin(long offsetBytes, DownloadHead head) {
            if (offsetBytes == fromByte) {
                onHead.accept(head);
            } else {
                restart(head);
            }
        }

        @Override
        public boolean write(Buffer bytes) {
            services.traffic().addFromMirror(bytes.length());
            if (isOver) {
                services.traffic().addWasted(bytes.length());
            } else {
                sink.take(bytes);
            }
            return !isPaused;
        }

        @Override
        public void onDrain(Runnable resume) {
            onDrain = resume;
        }

        /** What came before is part of the file already, and cannot be taken back. */
        @Override
        public void restart(DownloadHead head) {
            fail(new OtherContentException(head.mirror().authority()));
            cancel();
        }

        @Override
        public void pause() {
            isPaused = true;
        }

        @Override
        public void resume() {
            isPaused = false;
            onDrain.run();
        }

        @Override
        public void cancel() {
            isOver = true;
            if (download != null) {
                download.cancel();
            }
        }
    }
}
