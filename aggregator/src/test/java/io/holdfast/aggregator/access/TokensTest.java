package io.holdfast.aggregator.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.fleet.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String HASH = "sha256:" + "ab".repeat(32);

    @TempDir
    Path folder;

    @Test
    void aTokenThatWasMadeIsKnownByTheEntryMadeWithIt() {
        NewToken ci = NewToken.make("ci", Role.OPERATOR, RANDOM);
        NewToken eve = NewToken.make("eve", Role.ADMIN, RANDOM);
        Tokens tokens = Tokens.parse("tokens.yaml", "tokens:\n" + ci.entry() + eve.entry());
        assertEquals(Optional.of(new Tokens.Holder("ci", Role.OPERATOR)), tokens.holder(ci.secret()));
        assertEquals(Optional.of(new Tokens.Holder("eve", Role.ADMIN)), tokens.holder(eve.secret()));
        assertEquals(Optional.empty(), tokens.holder(ci.secret() + "x"));
        assertEquals(Optional.empty(), tokens.holder(""));
        assertEquals(Optional.empty(), tokens.holder(Tokens.hash(ci.secret())));
        assertFalse(ci.entry().contains(ci.secret()));
        assertFalse(ci.toString().contains(ci.secret()));
    }

    @Test
    void noTwoTokensAreAlikeAndEachHas256RandomBits() {
        String one = NewToken.make("a", Role.VIEWER, RANDOM).secret();
        assertNotEquals(one, NewToken.make("a", Role.VIEWER, RANDOM).secret());
        assertEquals("holdfast_".length() + 43, one.length());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'[]' | t.yaml:1:1: tokens: expected a list of {name, role, hash}; scripts/token makes an entry",
                "'tokens: []' | t.yaml:1:1: tokens: expected a list of {name, role, hash}; scripts/token makes an entry",
                "'tokenz: []' | t.yaml:1:1: tokenz: unknown; expected tokens",
                "'tokens:\n- ci' | t.yaml:2:3: tokens[1]: expected a list of {name, role, hash}; scripts/token makes an entry",
                "'tokens:\n- {name: ci, role: operator}' | t.yaml:2:3: tokens[1].hash: is required, as a plain value",
                "'tokens:\n- {name: [ci], role: admin, hash: x}' | t.yaml:2:10: tokens[1].name: is required, as a plain value",
                "'tokens:\n- name: ci\n  role: root\n  hash: HASH' | "
                        + "t.yaml:3:9: tokens[1].role: expected viewer, operator or admin",
                "'tokens:\n- name: ci\n  role: admin\n  token: HASH' | "
                        + "t.yaml:4:3: tokens[1].token: unknown; expected hash, name, role",
                "'tokens:\n- name: ci\n  role: admin\n  hash: secret' | "
                        + "t.yaml:4:9: tokens[1].hash: expected sha256: and 64 small hexadecimal digits, of the token",
                "'tokens:\n- name: local\n  role: admin\n  hash: HASH' | t.yaml:2:9: tokens[1].name: expected letters, "
                        + "digits, @ . _ - (at most 63, a letter or digit first); not local",
                "'tokens:\n- {name: a, role: admin, hash: HASH}\n- {name: b, role: viewer, hash: HASH}' | "
                        + "t.yaml:3:3: tokens[2].hash: is that of a too",
                "'tokens:\n- {name: a, role: admin, hash: HASH}\n- {name: a, role: viewer, hash: HASH}' | "
                        + "t.yaml:3:3: tokens[2].name: \"a\" stands twice",
            })
    void aFileThatCannotBeUsedSaysWhere(String yaml, String problem) {
        Tokens.TokensException e =
                assertThrows(Tokens.TokensException.class, () -> Tokens.parse("t.yaml", yaml.replace("HASH", HASH)));
        assertEquals(problem, e.getMessage());
    }

    @Test
    void brokenYamlNamesItsLine() {
        Tokens.TokensException e =
                assertThrows(Tokens.TokensException.class, () -> Tokens.parse("t.yaml", "tokens:\n- {name: ci"));
        assertTrue(String.valueOf(e.getMessage()).startsWith("t.yaml:2:"), e::getMessage);
    }

    @ParameterizedTest
    @CsvSource({"rw-r--r--", "rw--w----", "rw-----w-"})
    void aFileThatOthersReadOrWriteIsRefused(String mode) throws IOException {
        Path file = write(NewToken.make("ci", Role.ADMIN, RANDOM));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        Tokens.TokensException e = assertThrows(Tokens.TokensException.class, () -> new TokensFile(file));
        assertTrue(String.valueOf(e.getMessage()).contains("mode " + mode), e::getMessage);
    }

    @Test
    void aChangedFileIsTakenAndABrokenOneLeavesTheLastGood() throws IOException {
        NewToken ci = NewToken.make("ci", Role.ADMIN, RANDOM);
        NewToken eve = NewToken.make("eve", Role.VIEWER, RANDOM);
        Path file = write(ci);
        TokensFile tokens = new TokensFile(file);
        assertFalse(tokens.refresh());
        assertTrue(tokens.isCurrent());

        Files.writeString(file, "tokens: nobody\n");
        assertFalse(tokens.refresh());
        assertFalse(tokens.isCurrent());
        assertTrue(tokens.current().holder(ci.secret()).isPresent());

        Files.writeString(file, "tokens:\n" + eve.entry());
        assertTrue(tokens.refresh());
        assertTrue(tokens.isCurrent());
        assertTrue(tokens.current().holder(ci.secret()).isEmpty());
        assertTrue(tokens.current().holder(eve.secret()).isPresent());

        Files.delete(file);
        assertFalse(tokens.refresh());
        assertFalse(tokens.isCurrent());
        assertTrue(tokens.current().holder(eve.secret()).isPresent());
    }

    private Path write(NewToken token) throws IOException {
        Path file = folder.resolve("tokens.yaml");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, "tokens:\n" + token.entry());
    }
}
