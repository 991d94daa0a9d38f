package io.holdfast.protocol.check;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.yaml.LocatedYaml;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Reads `kernel/*.yaml`.
final class KernelTableReader {
    /// How long a fault is open after its last message where the row says nothing else.
    private static final Duration STICKY = Duration.ofHours(1);

    private static final String REST_OF_BOOT = "boot";
    /// Shorter parts would let too many lines through to the patterns.
    private static final int SHORTEST_PART = 4;

    private final Map<String, Remedy> remedies;

    KernelTableReader(Map<String, Remedy> remedies) {
        this.remedies = remedies;
    }

    static KernelTables shipped() {
        KernelTableReader reader = new KernelTableReader(remedies("kernel/remedies.yaml", text("remedies")));
        return new KernelTables(
                reader.xids("kernel/xid.yaml", text("xid")),
                reader.sxids("kernel/sxid.yaml", text("sxid")),
                reader.actions("kernel/recovery.yaml", text("recovery")),
                messages("kernel/messages.yaml", text("messages")));
    }

    private static String text(String name) {
        return LocatedYaml.resource(KernelTables.FOLDER + "/" + name + ".yaml");
    }

    static Map<String, Remedy> remedies(String file, String yaml) {
        Map<String, Remedy> remedies = new LinkedHashMap<>();
        for (TableRow row : TableRow.all(file, yaml, Set.of("word", "text", "cost"))) {
            String word = row.required("word");
            put(
                    remedies,
                    row,
                    "word",
                    word,
                    new Remedy(word, row.required("text"), row.word("cost", Check.Cost.class)));
        }
        return remedies;
    }

    private static <K, V> void put(Map<K, V> rows, TableRow row, String field, K key, V value) {
        if (rows.putIfAbsent(key, value) != null) {
            throw row.error(field, "\"" + key + "\" stands twice");
        }
    }

    private Remedy remedy(TableRow row) {
        String word = row.required("remedy");
        Remedy remedy = remedies.get(word);
        if (remedy == null) {
            throw row.error("remedy", "\"" + word + "\": expected one of " + remedies.keySet());
        }
        return remedy;
    }

    Map<Integer, Xid> xids(String file, String yaml) {
        Set<String> fields = Set.of(
                "code",
                "name",
                "meaning",
                "immediate",
                "investigate",
                "severity",
                "grades",
                "remedy",
                "follows",
                "notes",
                "unverified");
        Map<Integer, Xid> xids = new LinkedHashMap<>();
        for (TableRow row : TableRow.all(file, yaml, fields)) {
            int code = row.whole("code");
            Xid xid = new Xid(
                    code,
                    row.required("name"),
                    row.required("meaning"),
                    row.optional("immediate"),
                    row.optional("investigate"),
                    row.word("severity", Severity.class),
                    row.grades(),
                    remedy(row),
                    row.duration("follows").orElse(Duration.ZERO),
                    row.optional("notes"),
                    row.optional("unverified"));
            put(xids, row, "code", code, xid);
        }
        return xids;
    }

    Map<Integer, Sxid> sxids(String file, String yaml) {
        Set<String> fields = Set.of("class", "meaning", "codes", "severity", "grades", "remedy", "ends", "notes");
        Map<Integer, Sxid> sxids = new LinkedHashMap<>();
        for (TableRow row : TableRow.all(file, yaml, fields)) {
            for (int code : codes(row)) {
                OptionalInt ends =
                        row.optional("ends").isEmpty() ? OptionalInt.empty() : OptionalInt.of(row.whole("ends"));
                Sxid sxid = new Sxid(
                        code,
                        row.required("class"),
                        row.required("meaning"),
                        row.word("severity", Severity.class),
                        row.grades(),
                        remedy(row),
                        ends,
                        row.optional("notes"));
                put(sxids, row, "codes", code, sxid);
            }
        }
        return sxids;
    }

    /// `11012 11021-11023`.
    private static List<Integer> codes(TableRow row) {
        List<Integer> codes = new ArrayList<>();
        for (String part : row.required("codes").split("\\s+", -1)) {
            String[] ends = part.split("-", -1);
            try {
                int last = Integer.parseInt(ends[ends.length - 1]);
                for (int code = Integer.parseInt(ends[0]); code <= last; code++) {
                    codes.add(code);
                }
            } catch (NumberFormatException _) {
                throw row.error("codes", "\"" + part + "\": expected numbers and ranges such as 11021-11023");
            }
        }
        return codes;
    }

    Map<Integer, RecoveryAction> actions(String file, String yaml) {
        Map<Integer, RecoveryAction> actions = new LinkedHashMap<>();
        for (TableRow row :
                TableRow.all(file, yaml, Set.of("number", "name", "severity", "remedy", "notes", "unverified"))) {
            int number = row.whole("number");
            RecoveryAction action = new RecoveryAction(
                    number,
                    row.required("name"),
                    row.word("severity", Severity.class),
                    remedy(row),
                    row.optional("notes"),
                    row.optional("unverified"));
            put(actions, row, "number", number, action);
        }
        return actions;
    }

    static List<KernelMessage> messages(String file, String yaml) {
        Set<String> fields = Set.of("check", "contains", "pattern", "on", "as", "sticky", "ends");
        return TableRow.all(file, yaml, fields).stream()
                .map(KernelTableReader::message)
                .toList();
    }

    private static KernelMessage message(TableRow row) {
        KernelMessage message = new KernelMessage(
                check(row),
                contains(row),
                row.pattern("pattern"),
                row.word("on", KernelMessage.On.class),
                row.optional("as"),
                row.optional("sticky").equals(REST_OF_BOOT)
                        ? Optional.empty()
                        : Optional.of(row.duration("sticky").orElse(STICKY)),
                row.flag("ends"));
        Set<String> groups = message.pattern().namedGroups().keySet();
        Set<String> expected = switch (message.on()) {
            case NODE -> Set.of();
            case PCI, NETDEV, DISK -> Set.of("on");
            case PORT -> Set.of("on", "port");
        };
        if (!groups.equals(expected)) {
            throw row.error("pattern", "has the groups " + groups + ", expected " + expected);
        }
        return message;
    }

    private static CheckId check(TableRow row) {
        try {
            return new CheckId(row.required("check"));
        } catch (IllegalArgumentException e) {
            throw row.error("check", String.valueOf(e.getMessage()));
        }
    }

    private static String contains(TableRow row) {
        String part = row.required("contains");
        if (part.length() < SHORTEST_PART) {
            throw row.error("contains", "\"" + part + "\": expected at least " + SHORTEST_PART + " characters");
        }
        return part;
    }
}
