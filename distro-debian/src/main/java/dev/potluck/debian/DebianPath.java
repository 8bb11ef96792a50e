package dev.potluck.debian;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path with its landmarks: where {@code dists/} ends, the folders below it, the file's name.
 *
 * <pre>
 * debian/dists/stable/updates/main/binary-amd64/Packages.xz
 * base --+----- suite and component folders ---+ plain name + compression
 * </pre>
 *
 * <p>A repository without {@code dists/} is a flat one: its indexes stand in any folder (Debian
 * wiki, DebianRepository/Format, "Flat Repository Format").
 */
final class DebianPath {
    /** Suffixes of compressed indexes: the ones most archives have first. */
    static final List<String> COMPRESSIONS = List.of(".xz", ".gz", ".zst", ".bz2", ".lzma", ".lz4");

    private static final String DISTS = "dists/";
    private static final String BY_HASH = "by-hash";

    /** The by-hash folder of each algorithm, named as the field of a Release is. */
    private static final Map<String, HashAlgorithm> BY_HASH_FOLDERS = Map.of(
            "MD5Sum", HashAlgorithm.MD5,
            "SHA1", HashAlgorithm.SHA1,
            "SHA256", HashAlgorithm.SHA256,
            "SHA512", HashAlgorithm.SHA512);

    private static final Map<String, HashAlgorithm> CHECKSUM_FILES = Map.of(
            "MD5SUMS", HashAlgorithm.MD5,
            "SHA1SUMS", HashAlgorithm.SHA1,
            "SHA256SUMS", HashAlgorithm.SHA256,
            "SHA512SUMS", HashAlgorithm.SHA512);

    /** Folders below a suite in which all files are indexes: icons, translations, command names. */
    private static final List<String> LISTLESS_FOLDERS = List.of("/dep11/", "/i18n/", "/cnf/");

    /** How the folder of the installer's images for one architecture begins. */
    private static final String INSTALLER_FOLDER = "/installer-";

    /** How the names of indexes begin that archives publish patches for. */
    private static final List<String> PATCHED =
            List.of("Packages", "Sources", "Contents", "Translation-");

    private static final List<String> PACKAGE_SUFFIXES =
            List.of(".deb", ".udeb", ".ddeb", ".dsc", ".diff.gz");

    private final ArchivePath path;
    private final String directory;
    private final String folder;
    private final String name;
    private final String plainName;
    private final int distsEnd;

    DebianPath(ArchivePath path) {
        this.path = path;
        this.directory = path.directory();
        this.folder = lastName(directory);
        this.name = path.fileName();
        this.plainName = withoutCompression(name);
        int above = directory.lastIndexOf("/" + DISTS);
        if (above >= 0) {
            this.distsEnd = above + 1 + DISTS.length();
        } else {
            this.distsEnd = directory.startsWith(DISTS) ? DISTS.length() : -1;
        }
    }

    FileRole role() {
        if (hashInPath().isPresent()) {
            return FileRole.BY_HASH;
        }
        if (name.equals("InRelease") || name.equals("Release")) {
            return isComponentFolder() ? FileRole.LISTLESS_INDEX : FileRole.RELEASE;
        }
        if (isPatchFolder()) {
            return plainName.equals("Index") ? FileRole.PATCH_INDEX : FileRole.PACKAGE;
        }
        if (plainName.equals("Packages")) {
            return FileRole.PACKAGES;
        }
        if (plainName.equals("Sources")) {
            return FileRole.SOURCES;
        }
        if (isInDists()) {
            return roleInDists();
        }
        return isPackageName(name) ? FileRole.PACKAGE : roleOfListless();
    }

    private FileRole roleInDists() {
        if (CHECKSUM_FILES.containsKey(name)) {
            return FileRole.CHECKSUMS;
        }
        String folders = "/" + directory.substring(distsEnd);
        if (folders.contains(INSTALLER_FOLDER) && !name.endsWith(".gpg")) {
            return FileRole.PACKAGE;
        }
        if (LISTLESS_FOLDERS.stream().anyMatch(folders::contains)) {
            return FileRole.LISTLESS_INDEX;
        }
        return isPackageName(name) ? FileRole.PACKAGE : roleOfListless();
    }

    private FileRole roleOfListless() {
        boolean listless = plainName.startsWith("Contents-")
                || plainName.equals("Contents")
                || plainName.startsWith("Translation-");
        return listless ? FileRole.LISTLESS_INDEX : FileRole.OTHER;
    }

    /** The algorithm of a checksum file such as {@code SHA256SUMS}. */
    Optional<HashAlgorithm> checksumAlgorithm() {
        return Optional.ofNullable(CHECKSUM_FILES.get(name));
    }

    /** The hash of a path that ends in {@code by-hash/<algorithm>/<digest>}. */
    Optional<ContentHash> hashInPath() {
        HashAlgorithm algorithm = BY_HASH_FOLDERS.get(folder);
        if (algorithm == null
                || !("/" + directory).endsWith("/" + BY_HASH + "/" + folder + "/")
                || name.length() != 2 * algorithm.digestBytes()
                || !name.chars().allMatch(DebianPath::isHexDigit)) {
            return Optional.empty();
        }
        return Optional.of(ContentHash.ofHex(algorithm, name));
    }

    /** Where the index at this path stands in the {@code by-hash} folder beside it. */
    Optional<ArchivePath> byHash(ContentHash hash) {
        FileRole role = role();
        boolean named = isInDists()
                && hash.algorithm().isStrong()
                && BY_HASH_FOLDERS.containsValue(hash.algorithm())
                && role.kind() == FileRole.PACKAGES.kind()
                && role != FileRole.BY_HASH;
        if (!named) {
            return Optional.empty();
        }
        return sibling(BY_HASH + "/" + hash.algorithm().name() + "/" + hash.hex());
    }

    /** The detached signature of a Release; an InRelease carries its own. */
    Optional<ArchivePath> detachedSignature() {
        boolean detached = name.equals("Release") && role() == FileRole.RELEASE;
        return detached ? sibling("Release.gpg") : Optional.empty();
    }

    /** The forms of the index whose patches stand in this folder, if that index lists files. */
    List<ArchivePath> patchedIndexes() {
        if (role() != FileRole.PATCH_INDEX) {
            return List.of();
        }
        String index = directory.substring(0, directory.length() - ".diff/".length());
        if (!index.endsWith("Packages") && !index.endsWith("Sources")) {
            return List.of();
        }
        List<ArchivePath> forms = new ArrayList<>();
        COMPRESSIONS.forEach(suffix -> forms.add(new ArchivePath(index + suffix)));
        forms.add(new ArchivePath(index));
        return List.copyOf(forms);
    }

    /** Whether the path stands below a {@code dists} folder, and so in no flat repository. */
    boolean isInDists() {
        return distsEnd >= 0 && distsEnd < directory.length();
    }

    /** All before {@code dists/}, with its slash: where an index's file names start. */
    String base() {
        return directory.substring(0, distsEnd - DISTS.length());
    }

    private Optional<ArchivePath> sibling(String reference) {
        String value = path.directory() + reference;
        return value.length() > ArchivePath.MAX_LENGTH
                ? Optional.empty()
                : Optional.of(new ArchivePath(value));
    }

    /** Whether this is a component's folder of one architecture, whose Release is not a root. */
    private boolean isComponentFolder() {
        boolean belowSuite =
                isInDists() && directory.indexOf('/', distsEnd) < directory.length() - 1;
        return belowSuite && (folder.startsWith("binary-") || folder.equals("source"));
    }

    private boolean isPatchFolder() {
        return folder.endsWith(".diff") && PATCHED.stream().anyMatch(folder::startsWith);
    }

    /** A binary package, or a file of a source package: {@code name_version.…tar.…}, dsc(5). */
    private static boolean isPackageName(String name) {
        return PACKAGE_SUFFIXES.stream().anyMatch(name::endsWith)
                || (name.indexOf('_') > 0 && name.contains(".tar."));
    }

    /** The last folder of a directory that ends in a slash; empty for no folder. */
    private static String lastName(String directory) {
        int end = Math.max(0, directory.length() - 1);
        return directory.substring(directory.lastIndexOf('/', end - 1) + 1, end);
    }

    private static String withoutCompression(String name) {
        for (String suffix : COMPRESSIONS) {
            if (name.endsWith(suffix)) {
                return name.substring(0, name.length() - suffix.length());
            }
        }
        return name;
    }

    private static boolean isHexDigit(int character) {
        return character < 0x80 && Character.digit(character, 16) >= 0;
    }
}
