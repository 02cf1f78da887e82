package dev.antibody.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictUtf8Test {

    @Property
    void shouldDecodeWhatJavaEncoded(@ForAll String text) throws BadRecordException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8); // half surrogates become question marks

        assertThat(StrictUtf8.decode(bytes, bytes.length)).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "61FF62, 1", // no such byte
        "6180, 1", // continues nothing
        "C080, 0", // overlong
        "6162E282, 2", // ends too early
        "EDA080, 0", // surrogate
        "F4908080, 0", // above U+10FFFF
    })
    void shouldSayWhereItIsWrong(String hex, int place) {
        byte[] bytes = java.util.HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> StrictUtf8.decode(bytes, bytes.length))
                .isInstanceOf(BadRecordException.class)
                .hasMessage("invalid UTF-8 at byte " + place);
    }
}
