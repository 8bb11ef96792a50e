package dev.potluck.rpm;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.MirrorList;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A metalink that says where repomd.xml is and what it must be: version 3, as Fedora's mirror
 * manager writes it, or version 4 (RFC 5854), as openSUSE's does.
 *
 * <pre>{@code
 * <metalink version="3.0" xmlns="http://www.metalinker.org/"><files>
 *   <file name="repomd.xml">
 *     <verification><hash type="sha256">9f86d0...</hash></verification>
 *     <mm0:alternates><mm0:alternate>
 *       <verification><hash type="sha256">60303a...</hash></verification>
 *     </mm0:alternate></mm0:alternates>
 *     <resources>
 *       <url protocol="https" preference="100">https://host/os/repodata/repomd.xml</url>
 *     </resources>
 *   </file>
 * </files></metalink>
 *
 * <metalink xmlns="urn:ietf:params:xml:ns:metalink">
 *   <file name="repomd.xml">
 *     <hash type="sha-256">9f86d0...</hash>
 *     <url priority="1">https://host/os/repodata/repomd.xml</url>
 *   </file>
 * </metalink>
 * }</pre>
 */
final class Metalink implements MirrorDocument {
    private static final ArchivePath NAME = new ArchivePath("metalink");

    /** RFC 5854, 4.2.15: what a URL without a priority has. */
    private static final int LAST_PRIORITY = 999_999;

    /** A URL and its place in the order, lowest first. */
    private record Ranked(String mirror, long rank) {}

    @Override
    public Optional<MirrorList> read(byte[] content) throws IOException {
        XmlScanner scanner = new XmlScanner(NAME, new ByteArrayInputStream(content));
        scanner.requireRoot("metalink");
        while (scanner.nextElement(1)) {
            if (isRepomd(scanner)) {
                return file(scanner);
            }
        }
        return Optional.empty();
    }

    private static boolean isRepomd(XmlScanner scanner) {
        return scanner.name().equals("file") && scanner.attribute("name").equals(RpmPath.REPOMD);
    }

    private static Optional<MirrorList> file(XmlScanner scanner) throws IOException {
        int depth = scanner.depth();
        List<Ranked> ranked = new ArrayList<>();
        List<ContentHash> hashes = new ArrayList<>();
        while (scanner.nextElement(depth)) {
            if (scanner.name().equals("hash") && hashes.size() < MirrorList.MAX_HASHES) {
                hash(scanner).ifPresent(hashes::add);
            } else if (scanner.name().equals("url") && ranked.size() < MirrorList.MAX_MIRRORS) {
                url(scanner).ifPresent(ranked::add);
            }
        }
        ranked.sort(Comparator.comparingLong(Ranked::rank));
        return ranked.isEmpty()
                ? Optional.empty()
                : Optional.of(new MirrorList(
                        ranked.stream().map(Ranked::mirror).toList(), ROOT_INDEX, hashes));
    }

    private static Optional<ContentHash> hash(XmlScanner scanner) throws IOException {
        String type = scanner.attribute("type");
        try {
            return Checksum.of(type, scanner.text());
        } catch (IllegalArgumentException e) {
            throw scanner.malformed("a hash of type " + type + ": " + e.getMessage());
        }
    }

    private static Optional<Ranked> url(XmlScanner scanner) throws IOException {
        long rank = rank(scanner);
        String url = scanner.text();
        String rootIndex = "/" + ROOT_INDEX;
        return url.endsWith(rootIndex)
                ? Optional.of(
                        new Ranked(url.substring(0, url.length() - rootIndex.length() + 1), rank))
                : Optional.empty();
    }

    /** Version 3 ranks by preference, highest first; version 4 by priority, lowest first. */
    private static long rank(XmlScanner scanner) {
        String preference = scanner.attribute("preference");
        return preference.isEmpty()
                ? number(scanner.attribute("priority"), LAST_PRIORITY)
                : -number(preference, 0);
    }

    private static long number(String digits, int otherwise) {
        return digits.matches("[0-9]{1,9}") ? Long.parseLong(digits) : otherwise;
    }

    @Override
    public byte[] withMirror(byte[] content, String mirror) throws IOException {
        ByteArrayOutputStream rewritten = new ByteArrayOutputStream();
        new MetalinkRewriter(mirror + ROOT_INDEX).rewrite(content, rewritten);
        return rewritten.toByteArray();
    }
}
