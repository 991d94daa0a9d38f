package io.holdfast.aggregator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.aggregator.access.Tokens;
import io.holdfast.protocol.fleet.Role;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TokenCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theEntryLetsInWhoeverShowsTheToken() {
        assertEquals(0, make("ci", "--role", "operator"));
        String said = err.toString().strip();
        String secret = said.substring(said.lastIndexOf(' ') + 1);
        Tokens tokens = Tokens.parse("tokens.yaml", "tokens:\n" + out);
        assertEquals(Optional.of(new Tokens.Holder("ci", Role.OPERATOR)), tokens.holder(secret));
    }

    @Test
    void aRoleThatThereIsNotIsAUsageError() {
        assertEquals(2, make("ci", "--role", "root"));
        assertTrue(err.toString().contains("--role root: expected viewer, operator or admin"), err::toString);
    }

    @Test
    void aNameThatCannotStandInTheFileIsAUsageError() {
        assertEquals(2, make("a b"));
        assertTrue(err.toString().contains("name \"a b\": expected"), err::toString);
    }

    private int make(String... arguments) {
        CommandLine command = new CommandLine(new TokenCommand());
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
