package io.holdfast.protocol.baseline;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A first baseline from the facts of a good machine: what is set, not what moves, and not what only this machine
/// can be. A person reads and edits it.
public final class LearnedBaseline {
    /// One glob a line; `#` begins a remark.
    private static final String TABLE = "not-learned.table";

    private static final List<String> NOT_LEARNED = table();

    private LearnedBaseline() {}

    /// What the nodes of the same hardware say of what one of them reads.
    ///
    /// @param nodes how many they are, the one among them
    /// @param doubted checks in which not all are alike, in words
    /// @param odd checks in which the one itself is unlike the others, in words: nothing is learned of these
    public record Peers(int nodes, SortedMap<CheckId, String> doubted, SortedMap<CheckId, String> odd) {
        /// Nobody to compare with.
        public static final Peers NONE = new Peers(1, new TreeMap<>(), new TreeMap<>());

        public Peers {
            doubted = Collections.unmodifiableSortedMap(new TreeMap<>(doubted));
            odd = Collections.unmodifiableSortedMap(new TreeMap<>(odd));
        }
    }

    /// Whether a baseline may be called so.
    public static boolean isName(String name) {
        return DocumentReader.NAME.matcher(name).matches();
    }

    /// The document, in YAML.
    public static String of(String name, Snapshot snapshot, Peers peers, Catalog catalog) {
        Map<Section, Map<CheckId, List<Fact>>> learned = new TreeMap<>();
        for (Fact fact : snapshot.facts()) {
            catalog.find(fact.check())
                    .filter(row ->
                            !fact.isMissing() && !fact.reading().shown().isBlank() && isSetting(row, fact.check()))
                    .ifPresent(row -> learned.computeIfAbsent(row.section(), _ -> new TreeMap<>())
                            .computeIfAbsent(fact.check(), _ -> new ArrayList<>())
                            .add(fact));
        }
        StringBuilder yaml = new StringBuilder();
        yaml.append("# Learned from ")
                .append(snapshot.node())
                .append(peers.nodes() > 1 ? ", one of " + peers.nodes() + " nodes of the same hardware" : "")
                .append(". Take out what is chance, say why for what stays,\n")
                .append("# and mark with \"release: true\" what a node may not be released without.\n")
                .append("baseline: ")
                .append(name)
                .append('\n')
                .append("title: ")
                .append(ExpectationYaml.quoted("As " + snapshot.node() + " was"))
                .append("\n")
                .append("expect:\n");
        Map<Instance, String> roles = ExpectationYaml.roles(snapshot);
        learned.forEach((section, checks) -> {
            yaml.append("  # ").append(section.word()).append('\n');
            checks.forEach((check, facts) -> yaml.append(lines(check, facts, peers, roles)));
        });
        return yaml.toString();
    }

    private static String lines(CheckId check, List<Fact> facts, Peers peers, Map<Instance, String> roles) {
        String odd = peers.odd().get(check);
        if (odd != null) {
            return "  # " + check + ": " + odd + '\n';
        }
        String doubted = peers.doubted().get(check);
        return (doubted == null ? "" : "  # " + doubted + ":\n") + ExpectationYaml.of(check, facts, roles);
    }

    private static boolean isSetting(Check row, CheckId check) {
        boolean isJudged = row.kind() == Check.Kind.DRIFT
                || (row.kind() == Check.Kind.HEALTH && row.healthy().isEmpty());
        return isJudged
                && !row.isVolatile()
                && !row.conclusion().isExhaustive()
                && row.healthy().isEmpty()
                && row.overTime().rises().isEmpty()
                && !Selector.fits(NOT_LEARNED, check.text());
    }

    private static List<String> table() {
        try (InputStream in = LearnedBaseline.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException(TABLE + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split("#", 2)[0].strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(TABLE, e);
        }
    }
}
