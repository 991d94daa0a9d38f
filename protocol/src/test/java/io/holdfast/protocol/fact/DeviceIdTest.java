package io.holdfast.protocol.fact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceIdTest {
    @ParameterizedTest
    @CsvSource({
        "0000:17:00.0, 0000:17:00.0",
        "17:00.0, 0000:17:00.0",
        "00000000:CA:00.0, 0000:ca:00.0",
        "PCI:0000:17:00, 0000:17:00.0",
        "PCI:0000:C3:00.0, 0000:c3:00.0",
        "10000:e1:00.0, 10000:e1:00.0",
        "0008:01:00.1, 0008:01:00.1"
    })
    void everySpellingInUseBecomesTheKernels(String written, String kernel) {
        assertEquals(Optional.of(new DeviceId(kernel)), DeviceId.parse(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "node", "17:00", "0000:17:00.8", "xx:00.0", "0000:17:00.0 GPU"})
    void anythingElseIsNoAddress(String written) {
        assertEquals(Optional.empty(), DeviceId.parse(written));
    }

    @Test
    void anAddressThatIsNotNormalisedCannotBeMade() {
        assertThrows(IllegalArgumentException.class, () -> new DeviceId("00000000:CA:00.0"));
    }
}
