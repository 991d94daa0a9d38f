package io.holdfast.aggregator.access;

import io.holdfast.aggregator.access.Tokens.Entry;
import io.holdfast.aggregator.access.Tokens.Holder;
import io.holdfast.aggregator.access.Tokens.TokensException;
import io.holdfast.protocol.fleet.Role;
import io.holdfast.protocol.yaml.LocatedYaml;
import io.holdfast.protocol.yaml.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads a tokens file. What it complains of never quotes a hash or a role: a secret may stand in the wrong place.
final class TokensReader {
    private static final Set<String> KEYS = Set.of("name", "role", "hash");
    private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final String EXPECTED = "expected a list of {name, role, hash}; scripts/token makes an entry";

    private final String file;

    TokensReader(String file) {
        this.file = file;
    }

    List<Entry> entries(String yaml) {
        LocatedYaml document = LocatedYaml.parse(yaml, this::error);
        if (!(document instanceof LocatedYaml.Mapping top)) {
            throw error(document.place(), "tokens", EXPECTED);
        }
        requireKnown(top, Set.of("tokens"), "");
        if (!(top.entries().get("tokens") instanceof LocatedYaml.Sequence list)
                || list.items().isEmpty()) {
            throw error(top.place(), "tokens", EXPECTED);
        }
        List<Entry> entries = new ArrayList<>();
        for (LocatedYaml item : list.items()) {
            String key = "tokens[" + (entries.size() + 1) + "]";
            Entry next = entry(item, key);
            for (Entry other : entries) {
                if (other.holder().name().equals(next.holder().name())) {
                    throw error(
                            item.place(), key + ".name", "\"" + next.holder().name() + "\" stands twice");
                }
                if (other.hash().equals(next.hash())) {
                    throw error(
                            item.place(),
                            key + ".hash",
                            "is that of " + other.holder().name() + " too");
                }
            }
            entries.add(next);
        }
        return entries;
    }

    private Entry entry(LocatedYaml item, String key) {
        if (!(item instanceof LocatedYaml.Mapping fields)) {
            throw error(item.place(), key, EXPECTED);
        }
        requireKnown(fields, KEYS, key + ".");
        LocatedYaml.Scalar name = scalar(fields, key, "name");
        LocatedYaml.Scalar word = scalar(fields, key, "role");
        LocatedYaml.Scalar hash = scalar(fields, key, "hash");
        if (!Tokens.isName(name.text())) {
            throw error(name.place(), key + ".name", Tokens.NAMES);
        }
        Optional<Role> role = Tokens.role(word.text());
        if (role.isEmpty()) {
            throw error(word.place(), key + ".role", "expected " + Tokens.ROLES);
        }
        if (!HASH.matcher(hash.text()).matches()) {
            throw error(hash.place(), key + ".hash", "expected sha256: and 64 small hexadecimal digits, of the token");
        }
        return new Entry(new Holder(name.text(), role.get()), hash.text());
    }

    private void requireKnown(LocatedYaml.Mapping fields, Set<String> known, String prefix) {
        fields.keys().forEach((key, place) -> {
            if (!known.contains(key)) {
                throw error(
                        place,
                        prefix + key,
                        "unknown; expected "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        });
    }

    private LocatedYaml.Scalar scalar(LocatedYaml.Mapping fields, String key, String field) {
        LocatedYaml value = fields.entries().get(field);
        if (value instanceof LocatedYaml.Scalar scalar) {
            return scalar;
        }
        throw error(value == null ? fields.place() : value.place(), key + "." + field, "is required, as a plain value");
    }

    private TokensException error(Place place, String key, String problem) {
        return new TokensException(file + ":" + place + ": " + key + ": " + problem);
    }
}
