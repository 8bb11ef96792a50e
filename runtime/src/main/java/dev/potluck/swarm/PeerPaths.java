package dev.potluck.swarm;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;

import java.util.Base64;
import java.util.Optional;

/**
 * What a peer server answers to, and nothing else.
 *
 * <p>Samples: {@code GET /.well-known/ni/sha-256/f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk} (RFC
 * 6920 section 4), {@code GET /.well-known/potluck/pieces/sha-256/f4OxZX_x...}, {@code POST
 * /.well-known/potluck/have}.
 */
public final class PeerPaths {
    /** Path of the question which files a neighbour has. */
    public static final String HAVE = "/.well-known/potluck/have";

    private static final String FILE = "/.well-known/ni/sha-256/";
    private static final String PIECES = "/.well-known/potluck/pieces/sha-256/";
    /** 32 bytes in base64url without padding. */
    private static final int HASH_CHARS = 43;

    private PeerPaths() {}

    public static String ofFile(ContentHash sha256) {
        return FILE + encode(sha256);
    }

    public static String ofPieces(ContentHash sha256) {
        return PIECES + encode(sha256);
    }

    private static String encode(ContentHash sha256) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256.digest());
    }

    /** The file that such a path names. */
    public static Optional<ContentHash> file(String path) {
        return decode(FILE, path);
    }

    /** The file whose piece hashes such a path names. */
    public static Optional<ContentHash> pieces(String path) {
        return decode(PIECES, path);
    }

    private static Optional<ContentHash> decode(String prefix, String path) {
        if (path.length() != prefix.length() + HASH_CHARS || !path.startsWith(prefix)) {
            return Optional.empty();
        }
        try {
            byte[] digest = Base64.getUrlDecoder().decode(path.substring(prefix.length()));
            return Optional.of(ContentHash.of(HashAlgorithm.SHA256, digest));
        } catch (IllegalArgumentException notAHash) {
            return Optional.empty();
        }
    }
}
