package io.holdfast.protocol.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Reads the facts of a few checks out of a section and passes over the others: many nodes are asked about little.
public final class SectionScan {
    private static final String COLUMNS = "columns";
    private static final String CHECK = "check";

    private SectionScan() {}

    /// The facts of the checks that are wanted.
    ///
    /// @param message a section, or an object with a section in a field of its own
    public static List<Fact> facts(byte[] message, Predicate<CheckId> wanted) {
        List<Fact> facts = new ArrayList<>();
        try (JsonParser in = Wire.mapper().createParser(message)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new WireException("expected a section, found " + in.currentToken());
            }
            object(in, wanted, facts);
        } catch (JsonProcessingException e) {
            throw new WireException("no section: " + e.getOriginalMessage(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new WireException("no section: " + e.getMessage(), e);
        }
        return facts;
    }

    /// Columns may stand one object deeper; nothing else of a section is an object that holds such a field.
    private static void object(JsonParser in, Predicate<CheckId> wanted, List<Fact> facts) throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            JsonToken value = in.nextToken();
            if (value == JsonToken.START_OBJECT) {
                object(in, wanted, facts);
            } else if (value == JsonToken.START_ARRAY && name.equals(COLUMNS)) {
                while (in.nextToken() == JsonToken.START_OBJECT) {
                    column(in, wanted, facts);
                }
            } else {
                in.skipChildren();
            }
        }
    }

    /// A column names its check first: `SectionWire` writes it so.
    private static void column(JsonParser in, Predicate<CheckId> wanted, List<Fact> facts) throws IOException {
        if (!CHECK.equals(in.nextFieldName())) {
            throw new WireException("expected a column that names its check first, found " + in.currentName());
        }
        String check = in.nextTextValue();
        if (check == null) {
            throw new WireException("a column's check is missing");
        }
        boolean isWanted = wanted.test(new CheckId(check));
        ObjectNode column = Wire.mapper().createObjectNode().put(CHECK, check);
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            if (isWanted) {
                column.set(name, in.readValueAsTree());
            } else {
                in.skipChildren();
            }
        }
        if (isWanted) {
            SectionWire.addFacts(Wire.decode(column, SectionWire.Column.class), facts);
        }
    }
}
