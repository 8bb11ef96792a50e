package dev.potluck.app;

import dev.potluck.api.PackageId;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what package managers left on a disk. */
final class PackageFiles {
    private static final Pattern PACKAGE = Pattern.compile(
            ".*\\.(deb|udeb|ddeb|dsc|diff\\.gz|(orig.*|debian)\\.tar\\.[a-z0-9]+|rpm|drpm"
                    + "|pkg\\.tar\\.[a-z0-9]+)");

    /** As dpkg-name(1) writes them; apt writes an epoch's colon as {@code %3a}. */
    private static final Pattern DEB =
            Pattern.compile("([^_]+)_([^_]+)_([^_]+)\\.(?:deb|udeb|ddeb)");

    private PackageFiles() {}

    /**
     * A file that may be taken in.
     *
     * @param sizeBytes its length when it was found
     * @param modifiedMs its modification time when it was found, ms since 1970
     */
    record Candidate(Path path, long sizeBytes, long modifiedMs) {
        /** Which package it is, if its name tells. */
        Optional<PackageId> packageId() {
            Matcher name = DEB.matcher(path.getFileName().toString());
            return name.matches()
                    ? Optional.of(new PackageId(
                            name.group(1), name.group(2).replace("%3a", ":"), name.group(3)))
                    : Optional.empty();
        }
    }

    /**
     * The package files below these folders. Links are not followed; hidden folders and apt's
     * {@code partial}, which holds what is not complete, are left out.
     *
     * @throws IOException if a folder cannot be read
     */
    static List<Candidate> below(List<Path> folders) throws IOException {
        List<Candidate> found = new ArrayList<>();
        for (Path folder : folders) {
            Files.walkFileTree(folder.toRealPath(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes about) {
                    String name = String.valueOf(dir.getFileName());
                    return name.startsWith(".") || name.equals("partial")
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes about) {
                    if (about.isRegularFile()
                            && about.size() > 0
                            && PACKAGE.matcher(file.getFileName().toString()).matches()) {
                        found.add(new Candidate(
                                file, about.size(), about.lastModifiedTime().toMillis()));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return found;
    }
}
