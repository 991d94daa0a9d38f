package io.holdfast.aggregator.foreign;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.holdfast.protocol.baseline.Overrides.Suppression;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.fleet.NodeState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The kinds of work that are known: `work.yaml`.
public record WorkRules(List<WorkRule> rules) {
    private static final WorkRules SHIPPED = read();
    private static final Duration BINDS = Duration.ofHours(2);

    public WorkRules {
        rules = List.copyOf(rules);
    }

    public static WorkRules shipped() {
        return SHIPPED;
    }

    /// The work that is going on at a node.
    ///
    /// @param before what was going on at the last look: work that is no further is as old as it was
    public List<Work> on(Signs signs, Collection<Work> before, Instant now) {
        return rules.stream()
                .flatMap(rule -> rule.in(signs, now).stream())
                .map(one -> one.asSeen(before))
                .toList();
    }

    /// What is held back on a node for it. Said anew every hour, so that it ends by itself should nobody say anything
    /// any more.
    public List<Suppression> suppressions(Collection<Work> works, Instant now) {
        Instant until = now.truncatedTo(ChronoUnit.HOURS).plus(BINDS);
        return works.stream()
                .filter(one -> switch (one.stage()) {
                    case QUEUED, UNDER_WAY -> true;
                    case FAILED, UNKNOWN -> false;
                })
                .flatMap(one -> rule(one).map(rule -> rule.suppression(one, until)).stream())
                .toList();
    }

    /// The state that a node is in for it; empty where it is in service.
    public Optional<NodeState> shows(Collection<Work> works) {
        return works.stream()
                .filter(one -> one.stage() == Work.Stage.UNDER_WAY)
                .flatMap(one -> rule(one).map(WorkRule::shows).stream())
                .min(NodeState::compareTo);
    }

    /// What is done, and by whom, in words.
    public String words(Work one) {
        return rule(one).map(rule -> rule.words(one)).orElse(one.rule());
    }

    /// Whether it takes so long that a person should look.
    public boolean isLong(Work one, Instant now) {
        return rule(one).filter(rule -> rule.isLong(one, now)).isPresent();
    }

    private Optional<WorkRule> rule(Work one) {
        return rules.stream().filter(rule -> rule.work().equals(one.rule())).findFirst();
    }

    private record Row(
            String work,
            String title,
            @Nullable String label,
            @Nullable String object,
            List<String> none,
            List<String> queued,
            List<String> failed,
            NodeState shows,
            List<String> checks,
            List<Outcome> outcomes,
            @JsonProperty("long") String longAfter,
            String source) {
        WorkRule rule() {
            return new WorkRule(
                    work,
                    title,
                    label,
                    object,
                    none,
                    queued,
                    failed,
                    shows,
                    checks,
                    outcomes,
                    Duration.parse(longAfter),
                    source);
        }
    }

    private static WorkRules read() {
        try (InputStream data = WorkRules.class.getResourceAsStream("/work.yaml")) {
            return new WorkRules(new YAMLMapper()
                    .readValue(Objects.requireNonNull(data), new TypeReference<List<Row>>() {}).stream()
                            .map(Row::rule)
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("work.yaml", e);
        }
    }
}
