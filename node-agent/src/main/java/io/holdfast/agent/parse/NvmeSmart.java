package io.holdfast.agent.parse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.Optional;

/// `nvme smart-log <device> -o json`.
public final class NvmeSmart {
    private static final JsonMapper JSON = new JsonMapper();
    private static final BigDecimal ZERO_CELSIUS = BigDecimal.valueOf(273);

    private final JsonNode log;

    private NvmeSmart(JsonNode log) {
        this.log = log;
    }

    /// Empty where it is no JSON object. Some versions print a warning before it.
    public static Optional<NvmeSmart> parse(String output) {
        int start = output.indexOf('{');
        if (start < 0) {
            return Optional.empty();
        }
        try {
            JsonNode log = JSON.readTree(output.substring(start));
            return log.isObject() ? Optional.of(new NvmeSmart(log)) : Optional.empty();
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    /// A count. Numbers of 128 bits are printed as text by some versions, and the critical warning as an
    /// object with its bits by others.
    public Optional<Long> whole(String field) {
        JsonNode node = log.path(field);
        JsonNode plain = node.isObject() ? node.path("value") : node;
        return plain.isValueNode() ? Words.whole(plain.asText()) : Optional.empty();
    }

    /// Of the controller. The log has kelvin, 0 for not measured.
    public Optional<BigDecimal> celsius() {
        return whole("temperature")
                .filter(kelvin -> kelvin > 0)
                .map(kelvin -> BigDecimal.valueOf(kelvin).subtract(ZERO_CELSIUS));
    }
}
