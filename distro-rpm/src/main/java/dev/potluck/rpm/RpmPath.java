package dev.potluck.rpm;

import dev.potluck.api.ArchivePath;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A path with its landmark, the folder {@code repodata}.
 *
 * <pre>
 * fedora/releases/39/os/repodata/9f86d0...-primary.xml.zst
 * ------- base --------          -hash---- plain name +- compression
 * </pre>
 *
 * <p>The hash in front is there with createrepo_c's "unique" names, its default; what it is the
 * hash of, no specification says, so it serves to recognise names only.
 */
final class RpmPath {
    static final String REPODATA = "repodata/";
    static final String REPOMD = "repomd.xml";

    /** The lengths of hashes in hexadecimal, from MD5 to SHA-512. */
    private static final Set<Integer> HASH_DIGITS = Set.of(32, 40, 56, 64, 96, 128);

    private static final List<String> COMPRESSIONS =
            List.of(".gz", ".zst", ".xz", ".bz2", ".zck", ".lzma");

    private static final Set<String> TREEINFO_NAMES = Set.of(".treeinfo", "treeinfo");
    private static final Set<String> DELTA_NAMES = Set.of("prestodelta.xml", "deltainfo.xml");

    private final ArchivePath path;
    private final String name;
    private final boolean inRepodata;

    RpmPath(ArchivePath path) {
        this.path = path;
        this.name = path.fileName();
        this.inRepodata = ("/" + path.directory()).endsWith("/" + REPODATA);
    }

    FileRole role() {
        if (inRepodata) {
            return roleInRepodata();
        }
        if (TREEINFO_NAMES.contains(name)) {
            return FileRole.TREEINFO;
        }
        boolean isPackage = name.endsWith(".rpm") || name.endsWith(".drpm");
        return isPackage ? FileRole.PACKAGE : FileRole.OTHER;
    }

    private FileRole roleInRepodata() {
        if (name.equals(REPOMD)) {
            return FileRole.REPOMD;
        }
        if (name.startsWith(REPOMD)) {
            return FileRole.OTHER; // its signature and key: repomd.xml.asc, repomd.xml.key
        }
        String plain = withoutCompression(withoutHash(name));
        if (plain.equals("primary.xml")) {
            return FileRole.PRIMARY;
        }
        return DELTA_NAMES.contains(plain) ? FileRole.DELTAS : FileRole.LISTLESS_INDEX;
    }

    Optional<ArchivePath> detachedSignature() {
        String signature = path + ".asc";
        return role() == FileRole.REPOMD && signature.length() <= ArchivePath.MAX_LENGTH
                ? Optional.of(new ArchivePath(signature))
                : Optional.empty();
    }

    /** The path without the hash in front of its name. */
    ArchivePath lasting() {
        String lasting = withoutHash(name);
        return lasting.equals(name) || !inRepodata || lasting.startsWith(REPOMD)
                ? path
                : path.sibling(lasting);
    }

    /** The folder that the names in an index start from: the one above {@code repodata}. */
    String base() {
        String directory = path.directory();
        return inRepodata
                ? directory.substring(0, directory.length() - REPODATA.length())
                : directory;
    }

    private static String withoutHash(String name) {
        int dash = name.indexOf('-');
        boolean hashed = HASH_DIGITS.contains(dash)
                && name.chars().limit(dash).allMatch(RpmPath::isHexDigit)
                && isPlain(name.substring(dash + 1));
        return hashed ? name.substring(dash + 1) : name;
    }

    /** Whether a name may stand alone; {@code .} and {@code ..} may not, nor may nothing. */
    private static boolean isPlain(String name) {
        return !name.isEmpty() && !name.equals(".") && !name.equals("..") && !isHashed(name);
    }

    private static boolean isHashed(String name) {
        int dash = name.indexOf('-');
        return HASH_DIGITS.contains(dash) && name.chars().limit(dash).allMatch(RpmPath::isHexDigit);
    }

    private static boolean isHexDigit(int character) {
        return character < 0x80 && Character.digit(character, 16) >= 0;
    }

    private static String withoutCompression(String name) {
        for (String suffix : COMPRESSIONS) {
            if (name.endsWith(suffix)) {
                return name.substring(0, name.length() - suffix.length());
            }
        }
        return name;
    }
}
