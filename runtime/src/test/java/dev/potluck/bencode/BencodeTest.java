package dev.potluck.bencode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

final class BencodeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "i0e",
                "i-1e",
                "i9223372036854775807e",
                "0:",
                "4:spam",
                "le",
                "l4:spami7ee",
                "de",
                "d1:a1:b2:aali1eee",
                "lllleeee"
            })
    void decode_canonicalValue_encodesToTheSameBytes(String text) throws Exception {
        assertThat(Bencode.encode(Bencode.decode(ascii(text)))).isEqualTo(ascii(text));
    }

    @ParameterizedTest
    @CsvSource({
        "i01e, 2",
        "i-0e, 2",
        "i-e, 2",
        "ie, 1",
        "i9223372036854775808e, 19",
        "i+1e, 1",
        "i1, 2",
        "04:spam, 1",
        "5:spam, 0",
        "99999:x, 0",
        "123456:x, 5",
        "d1:a, 4",
        "di1e1:ae, 1",
        "d1:a0:1:a0:e, 9",
        "d1:b0:1:a0:1:b0:e, 17",
        "l, 1",
        "i1ei2e, 3",
        "x, 0"
    })
    void decode_malformed_namesTheOffset(String text, int offset) {
        assertThatThrownBy(() -> Bencode.decode(ascii(text)))
                .isInstanceOfSatisfying(
                        MalformedBencodeException.class,
                        e -> assertThat(e.offset()).isEqualTo(offset))
                .hasMessageContaining("at byte " + offset);
    }

    @Test
    void decode_empty_isRefused() {
        assertThatThrownBy(() -> Bencode.decode(new byte[0]))
                .isInstanceOf(MalformedBencodeException.class);
    }

    @Test
    void decode_keysOutOfOrder_areSorted() throws Exception {
        BValue value = Bencode.decode(ascii("d1:b1:B1:a1:Ae"));
        assertThat(Bencode.encode(value)).isEqualTo(ascii("d1:a1:A1:b1:Be"));
    }

    @Test
    void decode_nestedTooDeep_isRefused() {
        int levels = BencodeDecoder.MAX_DEPTH + 2;
        String deep = "l".repeat(levels) + "e".repeat(levels);
        assertThatThrownBy(() -> Bencode.decode(ascii(deep))).hasMessageContaining("nested deeper");
    }

    @Test
    void decode_tooManyValues_isRefused() {
        String many = "l" + "le".repeat(BencodeDecoder.MAX_VALUES) + "e";
        assertThatThrownBy(() -> Bencode.decode(ascii(many))).hasMessageContaining("values");
    }

    @Test
    void decode_oversized_isRefusedUnread() {
        assertThatThrownBy(() -> Bencode.decode(new byte[Bencode.MAX_MESSAGE_BYTES + 1]))
                .hasMessageContaining("at most");
    }

    @Test
    void dictionary_typedAccess_skipsOtherTypes() throws Exception {
        BDictionary dictionary = (BDictionary) Bencode.decode(ascii("d1:ai7e1:b1:x1:cl1:ye1:ddee"));
        assertThat(dictionary.integer(ByteString.ascii("a"))).contains(7L);
        assertThat(dictionary.bytes(ByteString.ascii("a"))).isEmpty();
        assertThat(dictionary.bytes(ByteString.ascii("b"))).contains(ByteString.ascii("x"));
        assertThat(dictionary.list(ByteString.ascii("c"))).containsExactly(ByteString.ascii("y"));
        assertThat(dictionary.dictionary(ByteString.ascii("d")).map(BDictionary::size))
                .contains(0);
        assertThat(dictionary.get(ByteString.ascii("z"))).isEmpty();
    }

    @Property(tries = 500)
    void decode_anyBytes_decodesOrNamesThePlace(@ForAll @Size(max = 64) byte[] bytes) {
        try {
            BValue value = Bencode.decode(bytes);
            assertThat(Bencode.decode(Bencode.encode(value))).isEqualTo(value);
        } catch (MalformedBencodeException e) {
            assertThat(e.offset()).isBetween(0, bytes.length);
        }
    }

    @Property(tries = 200)
    void integer_anyButTheLeast_survivesTheWire(@ForAll long value) throws Exception {
        BInteger number = new BInteger(value == Long.MIN_VALUE ? 0 : value);
        assertThat(Bencode.decode(Bencode.encode(number))).isEqualTo(number);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
