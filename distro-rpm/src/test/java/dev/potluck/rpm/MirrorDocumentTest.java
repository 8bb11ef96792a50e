package dev.potluck.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potluck.api.ContentHash;
import dev.potluck.api.HashAlgorithm;
import dev.potluck.api.MirrorList;

import org.junit.jupiter.api.Test;

final class MirrorDocumentTest {
    private static final String NOW = "9f".repeat(32);
    private static final String BEFORE = "60".repeat(32);

    /** As Fedora's mirror manager writes it. */
    private static final String VERSION_3 = """
            <?xml version="1.0" encoding="utf-8"?>
            <metalink version="3.0" xmlns="http://www.metalinker.org/" type="dynamic" \
            xmlns:mm0="http://fedorahosted.org/mirrormanager">
             <files>
              <file name="repomd.xml">
               <mm0:timestamp>1699000000</mm0:timestamp>
               <size>4440</size>
               <verification>
                <hash type="md5">d41d8cd98f00b204e9800998ecf8427e</hash>
                <hash type="sha256">%s</hash>
               </verification>
               <mm0:alternates>
                <mm0:alternate>
                 <verification><hash type="sha256">%s</hash></verification>
                </mm0:alternate>
               </mm0:alternates>
               <resources maxconnections="1">
                <url protocol="rsync" type="rsync" preference="90">\
                rsync://a/os/repodata/repomd.xml</url>
                <url protocol="http" type="http" preference="99">\
                http://b/os/repodata/repomd.xml</url>
                <url protocol="https" type="https" preference="100">\
                https://c/os/repodata/repomd.xml</url>
               </resources>
              </file>
             </files>
            </metalink>
            """.formatted(NOW, BEFORE);

    private static final String VERSION_4 = """
            <metalink xmlns="urn:ietf:params:xml:ns:metalink">
             <generator>MirrorCache</generator>
             <file name="other.xml"><url priority="1">http://z/other.xml</url></file>
             <file name="repomd.xml">
              <size>1</size>
              <hash type="sha-256">%s</hash>
              <metaurl mediatype="torrent">http://b/x.torrent</metaurl>
              <url location="de">http://last/leap/repodata/repomd.xml</url>
              <url location="de" priority="2">http://b/leap/repodata/repomd.xml</url>
              <url location="cz" priority="1">http://a/leap/repodata/repomd.xml</url>
             </file>
            </metalink>
            """.formatted(NOW);

    private final RpmFormat format = new RpmFormat();

    private MirrorList read(String text) {
        return format.readMirrors(text.getBytes(UTF_8)).orElseThrow();
    }

    private static ContentHash sha256(String hex) {
        return ContentHash.ofHex(HashAlgorithm.SHA256, hex);
    }

    @Test
    void read_version3_givesMirrorsByPreferenceAndAllHashes() {
        MirrorList list = read(VERSION_3);
        assertThat(list.mirrors())
                .containsExactly("https://c/os/", "http://b/os/", "rsync://a/os/");
        assertThat(list.rootIndex()).hasToString("repodata/repomd.xml");
        assertThat(list.rootHashes()).hasSize(3).containsSubsequence(sha256(NOW), sha256(BEFORE));
    }

    @Test
    void read_version4_givesMirrorsByPriority() {
        MirrorList list = read(VERSION_4);
        assertThat(list.mirrors())
                .containsExactly("http://a/leap/", "http://b/leap/", "http://last/leap/");
        assertThat(list.rootHashes()).containsExactly(sha256(NOW));
    }

    @Test
    void read_lines_givesMirrorsInTheirOrder() {
        MirrorList list = read("# repo = os\n\nhttps://b/os/\r\nhttp://a/os\n");
        assertThat(list.mirrors()).containsExactly("https://b/os/", "http://a/os/");
        assertThat(list.rootHashes()).isEmpty();
    }

    @Test
    void withMirror_metalink_keepsAllButTheUrls() {
        String mirror = "http://127.0.0.1:9977/x.example/";
        for (String text : new String[] {VERSION_3, VERSION_4}) {
            byte[] rewritten = format.withMirror(text.getBytes(UTF_8), mirror);
            MirrorList list = format.readMirrors(rewritten).orElseThrow();
            assertThat(list.mirrors()).containsExactly(mirror);
            assertThat(list.rootHashes()).isEqualTo(read(text).rootHashes());
            assertThat(new String(rewritten, UTF_8))
                    .contains(mirror + "repodata/repomd.xml")
                    .contains("<size>")
                    .doesNotContain("://b/", "torrent");
            assertThat(format.readMirrors(format.withMirror(rewritten, mirror))).contains(list);
        }
        assertThat(new String(format.withMirror(VERSION_3.getBytes(UTF_8), mirror), UTF_8))
                .contains("mm0:timestamp>1699000000</mm0:timestamp")
                .contains("protocol=\"http\"");
    }

    @Test
    void withMirror_lines_isThatMirror() {
        assertThat(format.withMirror("http://a/\nhttp://b/\n".getBytes(UTF_8), "http://me/"))
                .asString(UTF_8)
                .isEqualTo("http://me/\n");
    }

    @Test
    void read_otherDocuments_areNoLists() {
        String laughs = "<!DOCTYPE metalink [<!ENTITY a \"b\">]><metalink>&a;</metalink>";
        for (String text : new String[] {
            "", "<html>", "<metalink/>", "not a list", "error\nhttp://a/", laughs, "# nothing\n"
        }) {
            assertThat(format.readMirrors(text.getBytes(UTF_8)))
                    .as("'%s'", text)
                    .isEmpty();
        }
    }

    @Test
    void mayListMirrors_byTheWordsInTheAddress() {
        assertThat(format.mayListMirrors("mirrors.fedoraproject.org/metalink?repo=f39"))
                .isTrue();
        assertThat(format.mayListMirrors("mirrorlist.centos.org/?release=7&repo=os"))
                .isTrue();
        assertThat(format.mayListMirrors("mirrors.almalinux.org/mirrorlist/9/baseos"))
                .isTrue();
        assertThat(format.mayListMirrors("host/os/repodata/repomd.xml")).isFalse();
    }
}
