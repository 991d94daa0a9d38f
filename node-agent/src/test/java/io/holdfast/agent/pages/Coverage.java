package io.holdfast.agent.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.kernel.KernelSnapshot;
import io.holdfast.agent.probe.ExpectedFacts;
import io.holdfast.agent.probe.Probe;
import io.holdfast.agent.probe.SiteChecks;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What stands behind each row of the catalog, seen by running every probe over every fixture.
///
/// @param byPattern by the row's id
/// @param withoutFixture rows of which no fixture can show a value, and why
record Coverage(Map<String, Proof> byPattern, Map<String, String> withoutFixture) {
    private static final Path EXCEPTIONS = Path.of("src/test/resources/pages/without-fixture.yaml");
    private static final Path TESTS = Path.of("src/test/java");

    /// Facts that no probe makes, and what does.
    private static final Map<String, String> BESIDE_PROBES =
            Map.of("agent.probe.<name>", "Sweep", "gpu.sxid.10005", "KernelWatch");

    /// @param probes classes that make facts of it, read or not
    /// @param fixtures recorded hosts on which it could be read
    /// @param tests classes that name it
    record Proof(SortedSet<String> probes, SortedSet<String> fixtures, SortedSet<String> tests) {
        Proof() {
            this(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        }

        /// Nobody has seen a value of it yet, on any fixture of ours.
        boolean isUnproven() {
            return fixtures.isEmpty();
        }
    }

    static Coverage seen(Catalog catalog) {
        Map<String, Proof> proofs = new TreeMap<>();
        catalog.rows().forEach(row -> proofs.put(row.pattern(), new Proof()));
        BESIDE_PROBES.forEach((check, by) -> proof(proofs, check).probes().add(by));
        for (Path host : ExpectedFacts.hosts()) {
            for (Probe probe : SiteChecks.of(HostRoot.at(host)).probes()) {
                for (Fact fact : probe.observe(HostRoot.at(host))) {
                    catalog.find(fact.check())
                            .ifPresent(row -> note(
                                    proof(proofs, row.pattern()),
                                    probe.getClass().getNestHost().getSimpleName(),
                                    host,
                                    fact));
                }
            }
        }
        noteKernelLogs(catalog, proofs);
        noteTests(catalog, proofs);
        return new Coverage(proofs, exceptions());
    }

    Proof of(Check row) {
        return byPattern.getOrDefault(row.pattern(), new Proof());
    }

    /// What a row lacks: its probe, its fixture, its test.
    List<String> gaps(Check row) {
        Proof proof = of(row);
        List<String> gaps = new ArrayList<>();
        if (proof.probes().isEmpty()) {
            gaps.add("no probe makes a fact of it on any recorded host");
        }
        if (proof.isUnproven() && !withoutFixture.containsKey(row.pattern())) {
            gaps.add("no recorded host shows a value of it");
        }
        if (proof.tests().isEmpty()) {
            gaps.add("no test names it");
        }
        return gaps;
    }

    private static Map<String, String> exceptions() {
        Map<String, String> exceptions = new TreeMap<>();
        try {
            for (JsonNode row : new YAMLMapper().readTree(text(EXCEPTIONS))) {
                exceptions.put(row.path("check").asText(), row.path("why").asText());
            }
            return exceptions;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void noteKernelLogs(Catalog catalog, Map<String, Proof> proofs) {
        for (Path host : ExpectedFacts.hosts()) {
            for (Fact fact : KernelSnapshot.facts(HostRoot.at(host), "", Instant.EPOCH)) {
                catalog.find(fact.check())
                        .ifPresent(row -> note(proof(proofs, row.pattern()), "KernelWatch", host, fact));
            }
        }
    }

    private static Proof proof(Map<String, Proof> proofs, String pattern) {
        return proofs.computeIfAbsent(pattern, _ -> new Proof());
    }

    private static void note(Proof proof, String reader, Path host, Fact fact) {
        proof.probes().add(reader);
        if (!fact.isMissing()) {
            proof.fixtures().add(String.valueOf(host.getFileName()));
        }
    }

    private static void noteTests(Catalog catalog, Map<String, Proof> proofs) {
        for (Path file : sources()) {
            String text = text(file);
            String name = String.valueOf(file.getFileName()).replace(".java", "");
            for (Check row : catalog.rows()) {
                String start = row.isFamily()
                        ? row.pattern().substring(0, row.pattern().indexOf('<'))
                        : row.pattern();
                if (names(text, start, row.isFamily())) {
                    proof(proofs, row.pattern()).tests().add(name);
                }
            }
        }
        for (Path host : ExpectedFacts.hosts()) {
            for (String check : ExpectedFacts.checks(host)) {
                catalog.find(new CheckId(check))
                        .ifPresent(row -> proof(proofs, row.pattern()).tests().add("ExpectedFactsTest"));
            }
        }
    }

    /// Whether the id stands in the text, not as the beginning of another one.
    private static boolean names(String text, String id, boolean isFamily) {
        for (int at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
            int end = at + id.length();
            boolean goesOn = end < text.length()
                    && (Character.isLetterOrDigit(text.charAt(end)) || "._".indexOf(text.charAt(end)) >= 0);
            if (isFamily || !goesOn) {
                return true;
            }
        }
        return false;
    }

    private static List<Path> sources() {
        try (Stream<Path> entries = Files.walk(TESTS)) {
            return new ArrayList<>(entries.filter(path -> path.toString().endsWith("Test.java"))
                    .sorted()
                    .toList());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
