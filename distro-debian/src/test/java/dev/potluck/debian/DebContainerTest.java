package dev.potluck.debian;

import dev.potluck.api.CompressedPart;
import dev.potluck.api.PackageContainer;
import dev.potluck.api.PackageContainerContract;

import java.nio.charset.StandardCharsets;
import java.util.List;

final class DebContainerTest extends PackageContainerContract {
    private static final String SAMPLE = "!<arch>\n"
            + member("debian-binary", 4) + "2.0\n"
            + member("control.tar.xz", 5) + "12345\n"
            + member("data.tar.zst", 6) + "abcdef";

    private static String member(String name, int sizeBytes) {
        return "%-16s%-12d%-6d%-6d%-8s%-10d`\n".formatted(name, 0, 0, 0, "100644", sizeBytes);
    }

    @Override
    protected PackageContainer container() {
        return new DebContainer();
    }

    @Override
    protected byte[] sample() {
        return SAMPLE.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    protected List<CompressedPart> expectedParts() {
        return List.of(
                new CompressedPart(SAMPLE.indexOf("12345"), 5),
                new CompressedPart(SAMPLE.indexOf("abcdef"), 6));
    }
}
