package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.math.BigDecimal;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmiValueTest {
    @ParameterizedTest
    @CsvSource({
        "N/A, UNSUPPORTED",
        "[N/A], UNSUPPORTED",
        "[Not Supported], UNSUPPORTED",
        "Requested functionality has been deprecated, UNSUPPORTED",
        "[Requested functionality has been deprecated], UNSUPPORTED",
        "Insufficient Permissions, NOT_PERMITTED",
        "[Insufficient Permissions], NOT_PERMITTED",
        "Unknown Error, UNREADABLE",
        "[Unknown Error], UNREADABLE",
        "[GPU requires reset], UNREADABLE",
        "'', MALFORMED"
    })
    void aTextInPlaceOfAValueHasItsReasonInEveryType(String raw, Why why) {
        for (Function<String, Reading> type : java.util.List.<Function<String, Reading>>of(
                SmiValue::text,
                SmiValue::version,
                SmiValue::whole,
                SmiValue::flag,
                text -> SmiValue.quantity(text, "W"))) {
            assertEquals(why, type.apply(raw) instanceof Reading.Missing(Why is, String _) ? is : null, raw);
        }
    }

    @Test
    void noneIsAnAnswer() {
        assertEquals(new Reading.Text("None"), SmiValue.text("None"));
    }

    @Test
    void aVersionEndsAtItsFirstBlank() {
        assertEquals(
                new Reading.Version("610.57.04"),
                SmiValue.version("610.57.04 [Deprecated; will be removed in CUDA 14.0. Use KMD Version instead]"));
        assertEquals(new Reading.Version("G520.0200.00.05"), SmiValue.version("G520.0200.00.05"));
    }

    @Test
    void numbersLoseTheirOrnamentsAndNothingElse() {
        assertEquals(new Reading.Whole(16), SmiValue.whole("16x"));
        assertEquals(new Reading.Whole(2560), SmiValue.whole("2560 bank(s)"));
        assertEquals(new Reading.Quantity(new BigDecimal("600"), "W"), SmiValue.quantity("600.00 W", "W"));
        assertEquals(new Reading.Quantity(new BigDecimal("-8"), "C"), SmiValue.quantity("-8 C", "C"));
        assertEquals(new Reading.Quantity(new BigDecimal("8192"), "MiB"), SmiValue.quantity("8192", "MiB"));
    }

    @ParameterizedTest
    @CsvSource({"'80 GiB', MiB", "'x W', W", "'1.2.3 W', W", "'. W', W", "'- W', W", "'1e3 W', W", "'+5 W', W"})
    void aNumberOfAnotherUnitOrOfNoSenseIsMalformed(String raw, String unit) {
        assertEquals(Why.MALFORMED, ((Reading.Missing) SmiValue.quantity(raw, unit)).why());
    }

    @Test
    void aFlagIsOneOfFourWords() {
        assertEquals(new Reading.Flag(true), SmiValue.flag("Yes"));
        assertEquals(new Reading.Flag(false), SmiValue.flag("False"));
        assertEquals(Why.MALFORMED, ((Reading.Missing) SmiValue.flag("Maybe")).why());
    }
}
