package io.holdfast.protocol.baseline;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.check.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Mistakes that people make in baselines, and the one message that each gives. A case is `=== mistake`, the document,
/// and `--- ` with the message.
///
/// `-Dholdfast.golden.write=true` writes the messages anew; read the difference before it is committed.
class BaselineErrorsTest {
    private static final Path FILE = Path.of("src/test/resources/baselines/malformed.txt");
    private static final Pattern SAYS_WHERE = Pattern.compile("(?s)(b|layer)\\.yaml:\\d+:\\d+: .+|b\\.yaml: .+");

    private record Case(String mistake, String yaml, String message) {
        static List<Case> all() throws IOException {
            List<Case> cases = new ArrayList<>();
            for (String part : Files.readString(FILE).split("(?m)^=== ", -1)) {
                if (!part.isBlank()) {
                    String[] head = part.split("\n", 2);
                    String[] body = head[1].split("(?m)^--- ", 2);
                    cases.add(new Case(head[0], body[0], body.length > 1 ? body[1].strip() : ""));
                }
            }
            return cases;
        }

        String said() {
            String yaml = yaml().replace("<TAB>", "\t");
            try {
                new Baselines(Catalog.shipped(), new Layers()).resolve(new Library.Text("b.yaml", yaml), Map.of());
                return "nothing is said";
            } catch (BaselineException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }

    /// A layer to be wrong about, and what ships.
    private static final class Layers implements Library {
        private static final String LAYER = """
                layer: site/base
                kind: base
                variables:
                  network: {values: [ethernet, infiniband], default: ethernet}
                  vfs: {default: unset}
                expect:
                  sysctl.vm.swappiness: 10
                """;

        @Override
        public Optional<Text> find(String name) {
            return name.equals("site/base")
                    ? Optional.of(new Text("layer.yaml", LAYER))
                    : new ShippedBaselines().find(name);
        }

        @Override
        public List<String> names() {
            List<String> names = new ArrayList<>(new ShippedBaselines().names());
            names.add("site/base");
            return names;
        }
    }

    @Test
    void everyMistakeGivesOnePreciseMessage() throws IOException {
        List<Case> cases = Case.all();
        assertTrue(cases.size() >= 60, cases.size() + " cases");
        if (Boolean.getBoolean("holdfast.golden.write")) {
            StringBuilder text = new StringBuilder();
            cases.forEach(one -> text.append("=== ")
                    .append(one.mistake())
                    .append('\n')
                    .append(one.yaml())
                    .append("--- ")
                    .append(one.said())
                    .append('\n'));
            Files.writeString(FILE, text.toString());
            cases = Case.all();
        }
        assertAll(cases.stream().map(one -> () -> {
            assertEquals(one.message(), one.said(), one.mistake());
            assertTrue(SAYS_WHERE.matcher(one.said()).matches(), one.said());
            assertEquals(-1, one.said().indexOf('\n'), one.said());
        }));
        assertEquals(
                cases.size(), new HashSet<>(cases.stream().map(Case::mistake).toList()).size());
    }
}
