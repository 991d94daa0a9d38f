package io.holdfast.aggregator.rollout;

import io.holdfast.protocol.baseline.Overrides.Suppression;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Digests;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// How one baseline takes the place of another, wave by wave.
///
/// ```
///            approve            last wave
/// WAITING ------------> ROLLING ---------> DONE
///    |            resume ^  | stop           |
///    |                   |  v                |
///    |                  STOPPED              |
///    |                     |                 |
///    +-----------> ROLLED_BACK <-------------+      roll back: from every state
/// ```
///
/// It stops by itself when a node that is due departs from the new baseline where the preview did not say so, when
/// a canary falls ill or silent, and when a canary still departs after the patience of its pace.
///
/// @param id of this rollout
/// @param rule name of the rule that it is for
/// @param from digest of the baseline that was in force; empty text for none
/// @param to digest of the new one
/// @param preview what departs from the new one, as far as it was known or was accepted
/// @param wave that is under way
/// @param opened when that wave began
/// @param move the last step: what, by whom, why, when
public record Rollout(
        String id,
        String rule,
        String from,
        String to,
        State state,
        Preview preview,
        Waves waves,
        int wave,
        Instant opened,
        Move move) {
    /// How far it is.
    public enum State {
        /// For somebody to approve it.
        WAITING,
        /// Wave by wave.
        ROLLING,
        /// No further wave begins.
        STOPPED,
        /// On every node.
        DONE,
        /// Nowhere any more.
        ROLLED_BACK
    }

    /// What was done last.
    ///
    /// @param who `holdfast` where it did so itself
    public record Move(String what, String who, String why, Instant at) {}

    /// What somebody asks for that the present state does not allow.
    public static final class ForbiddenMoveException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ForbiddenMoveException(String move, Rollout from) {
            super("rollout " + from.id() + " of " + from.rule() + " is " + from.state() + ": " + move
                    + " is not possible now");
        }
    }

    private static final String ITSELF = "holdfast";
    private static final int ID_LENGTH = 12;
    private static final int NAMED = 3;

    /// A new baseline that waits for approval.
    public static Rollout proposed(String rule, String from, String to, Instant at) {
        String name = rule + "\n" + from + "\n" + to + "\n" + at;
        String id = Digests.of(name.getBytes(StandardCharsets.UTF_8))
                .replaceAll("[-_]", "")
                .substring(0, ID_LENGTH);
        return new Rollout(
                id,
                rule,
                from,
                to,
                State.WAITING,
                Preview.NONE,
                Waves.NONE,
                0,
                at,
                new Move("proposed", ITSELF, "", at));
    }

    /// What becomes of it when another baseline is declared.
    public Rollout declared(String digest, Instant at) {
        if (digest.equals(to) || state == State.ROLLING) {
            return this; // a newer one waits until this one has ended or was stopped
        }
        String inForce = state == State.DONE ? to : from;
        if (digest.equals(inForce)) {
            return state == State.ROLLED_BACK ? this : rolledBack(ITSELF, "declared as it was before", at);
        }
        return proposed(rule, inForce, digest, at);
    }

    /// With what is expected of it now.
    public Rollout previewed(Preview newest) {
        return state == State.WAITING && !newest.equals(preview)
                ? with(state, newest, waves, wave, opened, move)
                : this;
    }

    /// Begins with the canaries.
    ///
    /// @param members the nodes it is about
    public Rollout approved(String who, Preview newest, Collection<Member> members, Instant at) {
        require(state == State.WAITING, "approve");
        List<NodeId> fit =
                members.stream().filter(Member::isFit).map(Member::node).toList();
        List<NodeId> heard = members.stream()
                .filter(member -> !member.isUnheard())
                .map(Member::node)
                .toList();
        Waves planned = Waves.of(id, fit.isEmpty() ? heard : fit, members.size());
        return with(State.ROLLING, newest, planned.begun(0, at), 0, at, new Move("approved", who, "", at));
    }

    /// To all nodes at once, for those who have one machine.
    public Rollout approvedForAll(String who, Instant at) {
        require(state == State.WAITING, "approve");
        Waves all = waves.begun(Waves.last(), at);
        return with(State.DONE, preview, all, Waves.last(), at, new Move("approved", who, "for all at once", at));
    }

    public Rollout stopped(String who, String why, Instant at) {
        require(state == State.ROLLING, "stop");
        return with(State.STOPPED, preview, waves, wave, opened, new Move("stopped", who, why, at));
    }

    /// Goes on. What departs now was seen and is accepted.
    public Rollout resumed(String who, Collection<Member> members, Instant at) {
        require(state == State.STOPPED, "resume");
        Preview accepted = preview.accepting(members.stream()
                .filter(this::isDue)
                .flatMap(member -> member.departs().checks().stream())
                .toList());
        return with(State.ROLLING, accepted, waves, wave, at, new Move("resumed", who, "", at));
    }

    public Rollout rolledBack(String who, String why, Instant at) {
        require(state != State.ROLLED_BACK, "roll back");
        return with(State.ROLLED_BACK, preview, waves, wave, opened, new Move("rolled back", who, why, at));
    }

    private void require(boolean isAllowed, String what) {
        if (!isAllowed) {
            throw new ForbiddenMoveException(what, this);
        }
    }

    /// The digest a node is to be judged by; empty text for none.
    public String digestFor(NodeId node) {
        return switch (state) {
            case WAITING, ROLLED_BACK -> from;
            case DONE -> to;
            case ROLLING, STOPPED -> waves.of(node) <= wave ? to : from;
        };
    }

    /// When it reached a node; empty where it has not, and where nobody put that down.
    Optional<Instant> reached(NodeId node) {
        return waves.of(node) <= wave ? waves.begunFor(node) : Optional.empty();
    }

    /// What is held back on a node: what the preview said of it, until its wave is due, and then for as long as it may
    /// take to mend it.
    public List<Suppression> suppressions(NodeId node, Pace pace, Instant now) {
        if (state != State.ROLLING || from.isEmpty()) {
            return List.of();
        }
        int due = waves.of(node);
        if (due < wave) {
            return List.of();
        }
        // Said anew every hour, so that it ends by itself should nobody say anything any more.
        Instant until = due == wave
                ? opened.plus(pace.patience())
                : now.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(2));
        Map<List<Instance>, List<String>> checks = new LinkedHashMap<>();
        preview.fresh(node)
                .forEach(one -> checks.computeIfAbsent(one.instances(), _ -> new ArrayList<>())
                        .add(one.check().text()));
        return checks.entrySet().stream()
                .map(entry -> new Suppression(entry.getValue(), these(entry.getKey()), "rollout " + id, until))
                .toList();
    }

    private static Selector these(List<Instance> instances) {
        List<String> names = instances.stream().map(Instance::text).toList();
        return new Selector(new TreeMap<>(Map.of(Selector.Trait.INSTANCE, names)), new TreeMap<>());
    }

    /// What follows from how the nodes are now.
    ///
    /// @param members the nodes it is about
    public Rollout after(Collection<Member> members, Pace pace, Instant now) {
        if (state != State.ROLLING) {
            return this;
        }
        List<Member> due = members.stream().filter(this::isDue).toList();
        Optional<String> suspect = surprise(due).or(() -> canary(due, pace, now));
        if (suspect.isPresent()) {
            return stopped(ITSELF, suspect.get(), now);
        }
        boolean isOver = !now.isBefore(opened.plus(pace.patience()));
        List<Member> open = due.stream()
                .filter(member -> !member.isUnheard())
                .filter(member -> !member.baseline().equals(to) || (!isOver && !from.isEmpty() && departs(member)))
                .toList();
        if (isOver && !open.isEmpty()) {
            return stopped(ITSELF, open.size() + " nodes do not judge by it: " + names(open), now);
        }
        boolean isHeard = due.stream().anyMatch(member -> !member.isUnheard()) || wave > 0;
        if (!open.isEmpty() || !isHeard || now.isBefore(opened.plus(pace.soak()))) {
            return this;
        }
        return wave == Waves.last()
                ? with(State.DONE, preview, waves, wave, opened, new Move("done", ITSELF, "", now))
                : with(
                        state,
                        preview,
                        waves.begun(wave + 1, now),
                        wave + 1,
                        now,
                        new Move("wave " + Waves.name(wave + 1), ITSELF, "", now));
    }

    private boolean isDue(Member member) {
        return waves.of(member.node()) <= wave;
    }

    /// Whether what the baseline changes is still to be mended there.
    private boolean departs(Member member) {
        return !member.departs().isEmpty()
                && preview.fresh(member.node()).stream()
                        .anyMatch(one -> member.departs().hasAny(one.check(), one.instances()));
    }

    private Optional<String> surprise(List<Member> due) {
        SortedSet<String> checks = new TreeSet<>();
        List<Member> surprised = due.stream()
                .filter(member -> member.baseline().equals(to))
                .filter(member -> {
                    SortedSet<String> beyond = preview.beyond(member);
                    checks.addAll(beyond);
                    return !beyond.isEmpty();
                })
                .toList();
        return surprised.isEmpty()
                ? Optional.empty()
                : Optional.of("not foreseen: " + words(checks) + " on " + names(surprised));
    }

    /// Looked at as long as nobody else follows them.
    private Optional<String> canary(List<Member> due, Pace pace, Instant now) {
        if (wave > 0) {
            return Optional.empty();
        }
        boolean isOver = !now.isBefore(opened.plus(pace.patience()));
        for (Member member : due) {
            if (member.isUnheard() || (member.isFaulty() && !from.isEmpty())) {
                return Optional.of("canary " + member.node() + " is " + member.state());
            }
            if (isOver && !member.baseline().equals(to)) {
                return Optional.of("canary " + member.node() + " does not judge by it after " + pace.patienceInWords());
            }
            if (isOver && !from.isEmpty() && departs(member)) {
                return Optional.of("canary " + member.node() + " still departs after " + pace.patienceInWords() + ": "
                        + words(member.departs().checks().stream()
                                .map(CheckId::text)
                                .collect(Collectors.toCollection(TreeSet::new))));
            }
        }
        return Optional.empty();
    }

    private static String words(SortedSet<String> checks) {
        return String.join(", ", checks.stream().limit(NAMED).toList())
                + (checks.size() > NAMED ? " and " + (checks.size() - NAMED) + " more" : "");
    }

    private static String names(List<Member> members) {
        return String.join(
                        ", ",
                        members.stream()
                                .map(member -> member.node().toString())
                                .sorted()
                                .limit(NAMED)
                                .toList())
                + (members.size() > NAMED ? " and " + (members.size() - NAMED) + " more" : "");
    }

    private Rollout with(State next, Preview newest, Waves planned, int number, Instant began, Move last) {
        return new Rollout(id, rule, from, to, next, newest, planned, number, began, last);
    }
}
