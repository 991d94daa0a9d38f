package io.holdfast.aggregator.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.holdfast.protocol.fleet.Role;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final Instant NOW = Instant.parse("2026-11-26T03:00:00Z");

    private final NewToken ada = NewToken.make("ada", Role.OPERATOR, new SecureRandom());
    private final NewToken eve = NewToken.make("eve", Role.VIEWER, new SecureRandom());
    private final Tokens tokens = tokens(ada, eve);
    private final Sessions sessions = sessions("a master of at least thirty-two bytes");
    private final String note = sessions.begin(ada.secret(), tokens, NOW).orElseThrow();

    private static Sessions sessions(String master) {
        return new Sessions(master.getBytes(StandardCharsets.UTF_8));
    }

    private static Tokens tokens(NewToken... all) {
        StringBuilder yaml = new StringBuilder("tokens:\n");
        for (NewToken one : all) {
            yaml.append(one.entry());
        }
        return Tokens.parse("tokens.yaml", yaml.toString());
    }

    private Optional<Sessions.Session> read(String text) {
        return sessions.read(text, tokens, NOW);
    }

    @Test
    void whoShowedATokenIsKnownUntilTheSessionEnds() {
        Sessions.Session session = read(note).orElseThrow();
        assertEquals("ada", session.holder().name());
        assertEquals(Role.OPERATOR, session.holder().role());
        assertEquals(NOW.plus(Sessions.LENGTH), session.until());
        assertEquals(Optional.empty(), sessions.read(note, tokens, session.until()));
        assertEquals(Optional.empty(), sessions.begin("holdfast_guess", tokens, NOW));
    }

    @Test
    void theNoteHoldsNothingOfTheToken() {
        assertFalse(note.contains(ada.secret()));
    }

    @Test
    void nobodyMakesOrChangesOne() {
        String[] parts = note.split("\\.", -1);
        String name = sessions.begin(eve.secret(), tokens, NOW).orElseThrow().split("\\.", -1)[0];
        assertEquals(Optional.empty(), read(name + "." + parts[1] + "." + parts[2]));
        assertEquals(Optional.empty(), read(parts[0] + ".99999999999." + parts[2]));
        assertEquals(Optional.empty(), read(parts[0] + "." + parts[1] + "."));
        assertEquals(Optional.empty(), read("%%." + parts[1] + "." + parts[2]));
        assertEquals(Optional.empty(), read(""));
        assertEquals(
                Optional.empty(), sessions("another master of thirty-two bytes").read(note, tokens, NOW));
    }

    @Test
    void aTokenThatIsTakenOutOrMadeAnewTakesItsSessionsAlong() {
        assertEquals(Optional.empty(), sessions.read(note, tokens(eve), NOW));
        NewToken again = NewToken.make("ada", Role.OPERATOR, new SecureRandom());
        assertEquals(Optional.empty(), sessions.read(note, tokens(again, eve), NOW));
    }
}
