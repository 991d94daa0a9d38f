package io.holdfast.aggregator.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// What a token says of itself. **Nobody has verified it**: good for telling why a token was refused, never for
/// letting one in.
///
/// @param audiences whom it is meant for
/// @param expires when its time is over
record TokenClaims(List<String> audiences, Optional<Instant> expires) {
    private static final TokenClaims NONE = new TokenClaims(List.of(), Optional.empty());
    private static final JsonMapper JSON = new JsonMapper();

    TokenClaims {
        audiences = List.copyOf(audiences);
    }

    /// Reads the claims of a JSON web token; none where it is no such thing.
    static TokenClaims of(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return NONE;
        }
        try {
            JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
            JsonNode aud = claims.path("aud");
            List<String> audiences = new ArrayList<>();
            if (aud.isTextual()) {
                audiences.add(aud.asText());
            }
            aud.forEach(one -> audiences.add(one.asText()));
            JsonNode exp = claims.path("exp");
            return new TokenClaims(
                    audiences, exp.isNumber() ? Optional.of(Instant.ofEpochSecond(exp.asLong())) : Optional.empty());
        } catch (IOException | IllegalArgumentException | java.time.DateTimeException e) {
            return NONE;
        }
    }
}
