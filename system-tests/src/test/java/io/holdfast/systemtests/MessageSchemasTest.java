package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.holdfast.aggregator.fold.Departures;
import io.holdfast.aggregator.rollout.Command;
import io.holdfast.aggregator.rollout.Preview;
import io.holdfast.aggregator.rollout.Rollout;
import io.holdfast.aggregator.waiver.FleetWaiver;
import io.holdfast.aggregator.waiver.WaiverCommand;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.baseline.Waiver;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.drift.DriftRecord;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.fleet.Audit;
import io.holdfast.protocol.fleet.Notice;
import io.holdfast.protocol.fleet.Resend;
import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.report.NodeReport;
import io.holdfast.protocol.report.SnapshotDigests;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.Topic;
import io.holdfast.protocol.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The published schemas of the topics' messages say what the messages are. Write them anew with
/// `-Dholdfast.schemas.write=true`.
class MessageSchemasTest {
    private static final Path SCHEMAS = Path.of("../docs/schemas");
    private static final Path GOLDEN = Path.of("../protocol/src/test/resources/golden");
    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant NOW = Instant.parse("2026-11-23T05:00:00Z");
    private static final NodeId NODE = new NodeId("lab", "n1");

    /// @param name of the golden file, or what it is
    record Example(MessageType type, String name, JsonNode message) {
        @Override
        public String toString() {
            return type + " " + name;
        }
    }

    private static List<Class<?>> types(MessageType type) {
        return switch (type) {
            case SNAPSHOT_SECTION -> List.of(hidden("SectionWire$Message"));
            case SNAPSHOT_DIGESTS -> List.of(SnapshotDigests.class);
            case REPORT -> List.of(NodeReport.class);
            case EVENT -> List.of(NodeEvent.class);
            case ASSIGNMENT -> List.of(Assignment.class);
            case RESEND -> List.of(Resend.class);
            case BASELINE -> List.of(hidden("BaselineWire$Whole"));
            case ROLLOUT -> List.of(Rollout.class);
            case COMMAND -> List.of(Command.class, WaiverCommand.class);
            case WAIVER -> List.of(FleetWaiver.class);
            case NOTICE -> List.of(Notice.class);
            case AUDIT -> List.of(Audit.class);
            case DRIFT_FLEET -> List.of(DriftRecord.OfFleet.class);
            case DRIFT_CHECK -> List.of(DriftRecord.OfCheck.class);
            case DRIFT_CAUSE -> List.of(DriftRecord.OfCause.class);
            case DRIFT_NODE -> List.of(DriftRecord.OfNode.class);
            case DRIFT_TREND -> List.of(DriftRecord.OfTrend.class);
        };
    }

    /// Only `Wire`'s package speaks of these by name.
    private static Class<?> hidden(String name) {
        try {
            return Class.forName("io.holdfast.protocol.wire." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<Example> examples() throws IOException {
        Map<MessageType, List<String>> golden = Map.ofEntries(
                Map.entry(MessageType.SNAPSHOT_SECTION, List.of("section")),
                Map.entry(MessageType.SNAPSHOT_DIGESTS, List.of("digests")),
                Map.entry(MessageType.REPORT, List.of("report")),
                Map.entry(MessageType.EVENT, List.of("event", "event-gap")),
                Map.entry(MessageType.ASSIGNMENT, List.of("assignment")),
                Map.entry(MessageType.RESEND, List.of("resend")),
                Map.entry(MessageType.BASELINE, List.of("baseline")),
                Map.entry(MessageType.NOTICE, List.of("notice")),
                Map.entry(MessageType.AUDIT, List.of("audit")),
                Map.entry(MessageType.DRIFT_FLEET, List.of("drift-fleet")),
                Map.entry(MessageType.DRIFT_CHECK, List.of("drift-check")),
                Map.entry(MessageType.DRIFT_CAUSE, List.of("drift-cause")),
                Map.entry(MessageType.DRIFT_NODE, List.of("drift-node")),
                Map.entry(MessageType.DRIFT_TREND, List.of("drift-trend")));
        List<Example> examples = new ArrayList<>();
        for (MessageType type : MessageType.values()) {
            for (String name : golden.getOrDefault(type, List.of())) {
                examples.add(new Example(
                        type, name, JSON.readTree(GOLDEN.resolve(name + ".json").toFile())));
            }
        }
        Rollout rollout = Rollout.proposed("site/train", "old", "new", NOW);
        Waiver waiver = new Waiver(
                "w-1", "nic.firmware.version", List.of("lab/*"), Selector.ALL, "card on order", "network team", NOW);
        examples.add(example(MessageType.ROLLOUT, "waiting", rollout.previewed(preview())));
        examples.add(example(MessageType.ROLLOUT, "done", rollout.approvedForAll("sre", NOW)));
        examples.add(example(
                MessageType.COMMAND,
                "approve",
                new Command("c-1", "site/train", rollout.id(), Command.Verb.APPROVE, "sre", "", NOW)));
        examples.add(example(
                MessageType.COMMAND,
                "grant",
                new WaiverCommand(WaiverCommand.Verb.GRANT, "w-1", Optional.of(waiver), "sre", "", NOW)));
        examples.add(example(MessageType.WAIVER, "api", FleetWaiver.of(waiver, FleetWaiver.From.API, "sre", NOW)));
        return examples.stream();
    }

    private static Example example(MessageType type, String name, Object message) throws IOException {
        return new Example(type, name, JSON.readTree(Wire.encode(message)));
    }

    private static Preview preview() {
        Finding drift = new Finding(
                new CheckId("nic.firmware.version"),
                List.of(new Instance("0000:17:00.0")),
                Scope.DEVICE,
                Outcome.DRIFT,
                Severity.WARNING,
                "2",
                "1",
                NOW,
                "/test",
                Optional.of(new Finding.Declared("role", "site/train", false)),
                Optional.empty());
        return Preview.of(
                List.of(new Preview.Found(List.of(NODE), List.of(drift))),
                new Preview.Asked(Map.of(NODE, Departures.of(List.of())), 0),
                Catalog.shipped());
    }

    private static Path file(MessageType type) {
        return SCHEMAS.resolve(type.word() + ".json");
    }

    /// What the words' page says of a message.
    private static String description(MessageType type) throws IOException {
        String start = "| `MessageType." + type.name() + "` |";
        String line = Files.readAllLines(Path.of("../docs/words.md")).stream()
                .filter(one -> one.startsWith(start))
                .findFirst()
                .orElseThrow();
        String[] cells = line.split("\\|", -1);
        return cells[4].strip() + ". A record of " + type.topic().name() + ". Readers ignore fields that they do not"
                + " know, and take a word that they do not know for UNKNOWN.";
    }

    @ParameterizedTest
    @EnumSource(MessageType.class)
    void everyMessageHasASchemaThatFollowsFromItsType(MessageType type) throws IOException {
        ObjectNode schema = MessageSchema.of(type.word(), description(type), types(type));
        String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
        if (Boolean.getBoolean("holdfast.schemas.write")) {
            Files.writeString(file(type), text);
        }
        assertEquals(Files.readString(file(type)), text);
    }

    @Test
    void everyTypeHasAnExample() throws IOException {
        assertEquals(
                List.of(MessageType.values()),
                examples().map(Example::type).distinct().sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void whatIsWrittenFitsAndWhatLacksAFieldOrHasAnotherTypeDoesNot(Example example) throws IOException {
        assertEquals("", trouble(example.type(), example.message()));
        ObjectNode message = example.message().deepCopy();
        assertEquals("", trouble(example.type(), message.deepCopy().put("fieldOfANewerWriter", 1)));
        int refused = 0;
        for (String field : message.properties().stream().map(Map.Entry::getKey).toList()) {
            ObjectNode lacking = message.deepCopy();
            lacking.remove(field);
            refused += trouble(example.type(), lacking).isEmpty() ? 0 : 1;
            ObjectNode other = message.deepCopy();
            other.set(field, JSON.createArrayNode().add(JSON.createArrayNode()));
            assertFalse(trouble(example.type(), other).isEmpty(), field + " of another type");
        }
        assertTrue(refused > 0, "nothing is required");
    }

    private static String trouble(MessageType type, JsonNode message) throws IOException {
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(JSON.readTree(file(type).toFile()), config)
                .validate(message)
                .stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.joining("; "));
    }

    @Test
    void theAsyncApiPageNamesEveryTopicWithItsMessages() throws IOException {
        ObjectNode page = asyncApi();
        Path file = SCHEMAS.resolve("asyncapi.yaml");
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        if (Boolean.getBoolean("holdfast.schemas.write")) {
            yaml.writeValue(file.toFile(), page);
        }
        assertEquals(page, yaml.readTree(file.toFile()));
        for (JsonNode payload : page.findValues("payload")) {
            assertTrue(Files.exists(SCHEMAS.resolve(payload.path("$ref").asText())), payload::toString);
        }
    }

    /// The topics as one who reads them sees them.
    private static ObjectNode asyncApi() throws IOException {
        ObjectNode page = JSON.createObjectNode().put("asyncapi", "3.0.0");
        page.putObject("info")
                .put("title", "Holdfast topics")
                .put("version", "1")
                .put("description", "What Holdfast writes to Kafka, for programs that read it. Only Holdfast writes.");
        page.put("defaultContentType", "application/json");
        ObjectNode channels = page.putObject("channels");
        ObjectNode operations = page.putObject("operations");
        ObjectNode messages = page.putObject("components").putObject("messages");
        Map<Topic, List<MessageType>> byTopic = Arrays.stream(MessageType.values())
                .collect(Collectors.groupingBy(MessageType::topic, java.util.LinkedHashMap::new, Collectors.toList()));
        byTopic.forEach((topic, types) -> {
            String id = topic.name().replace("holdfast.", "").replace(".v1", "").replace('.', '-');
            ObjectNode channel = channels.putObject(id).put("address", topic.name());
            ObjectNode its = channel.putObject("messages");
            types.forEach(type -> its.putObject(type.word()).put("$ref", "#/components/messages/" + type.word()));
            operations
                    .putObject("read-" + id)
                    .put("action", "receive")
                    .putObject("channel")
                    .put("$ref", "#/channels/" + id);
        });
        for (MessageType type : MessageType.values()) {
            messages.putObject(type.word())
                    .put("name", type.word())
                    .put("summary", description(type).split("\\.", 2)[0])
                    .putObject("payload")
                    .put("$ref", "./" + type.word() + ".json");
        }
        return page;
    }
}
