package io.holdfast.protocol.drift;

import io.holdfast.protocol.fact.CheckId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/// How many nodes differed, over time: every quarter of an hour for a day, every hour for a week. As columns, so that
/// a week of all checks is one record. Pure.
///
/// While nobody counted there is no time in the list: a gap is a gap, and not a time without drift.
///
/// @param at the beginning of each span, oldest first; the last one is still running
/// @param fleet nodes that differ in anything
/// @param checks by check; one that nothing differed in for a week is left out
public record DriftTrend(List<Instant> at, Course fleet, SortedMap<CheckId, Course> checks) {
    public static final DriftTrend NONE = new DriftTrend(List.of(), Course.NONE, new TreeMap<>());

    private static final Duration FINE = Duration.ofMinutes(15);
    private static final Duration COARSE = Duration.ofHours(1);
    private static final Duration FINE_KEPT = Duration.ofDays(1);
    private static final Duration KEPT = Duration.ofDays(7);

    public DriftTrend {
        at = List.copyOf(at);
        checks = Collections.unmodifiableSortedMap(new TreeMap<>(checks));
    }

    /// One line of it, as long as the list of times.
    ///
    /// @param nodes how many nodes differed at the end of the span
    /// @param began on how many it began in the span
    /// @param ended on how many it ended: mended, or accepted for a while
    public record Course(List<Integer> nodes, List<Integer> began, List<Integer> ended) {
        static final Course NONE = new Course(List.of(), List.of(), List.of());

        public Course {
            nodes = List.copyOf(nodes);
            began = List.copyOf(began);
            ended = List.copyOf(ended);
        }

        private boolean isNothing() {
            return nodes.stream().allMatch(count -> count == 0)
                    && began.stream().allMatch(count -> count == 0)
                    && ended.stream().allMatch(count -> count == 0);
        }

        private Count count(int place) {
            return place < nodes.size()
                    ? new Count(nodes.get(place), began.get(place), ended.get(place))
                    : Count.NOTHING;
        }
    }

    /// What was counted at one look.
    ///
    /// @param began since the look before, and so `ended`
    public record Count(int nodes, int began, int ended) {
        static final Count NOTHING = new Count(0, 0, 0);

        private Count then(Count later) {
            return new Count(later.nodes, began + later.began, ended + later.ended);
        }
    }

    /// All that was counted at one look.
    public record Look(Count fleet, SortedMap<CheckId, Count> checks) {
        public Look {
            checks = Collections.unmodifiableSortedMap(new TreeMap<>(checks));
        }
    }

    private record Sample(Instant at, Look look) {}

    /// Whether the span that is running has ended, so that the next look opens another.
    public boolean isDue(Instant now) {
        return at.isEmpty() || at.getLast().isBefore(span(now, FINE));
    }

    /// With one more look.
    public DriftTrend with(Look look, Instant now) {
        List<Sample> samples = new ArrayList<>();
        for (int place = 0; place < at.size(); place++) {
            Instant then = at.get(place);
            if (then.isBefore(now.minus(KEPT))) {
                continue;
            }
            Instant span = then.isBefore(now.minus(FINE_KEPT)) ? span(then, COARSE) : then;
            add(samples, new Sample(span, look(place)));
        }
        // A clock that was turned back adds to the newest span and opens none before it.
        Instant span = span(now, FINE);
        boolean isBack = !samples.isEmpty() && samples.getLast().at().isAfter(span);
        add(samples, new Sample(isBack ? samples.getLast().at() : span, look));
        return of(samples);
    }

    private static Instant span(Instant time, Duration length) {
        long seconds = time.getEpochSecond();
        return Instant.ofEpochSecond(seconds - Math.floorMod(seconds, length.toSeconds()));
    }

    private static void add(List<Sample> samples, Sample next) {
        if (samples.isEmpty() || samples.getLast().at().isBefore(next.at())) {
            samples.add(next);
            return;
        }
        Sample last = samples.removeLast();
        samples.add(new Sample(last.at(), together(last.look(), next.look())));
    }

    private static Look together(Look earlier, Look later) {
        SortedSet<CheckId> all = new TreeSet<>(earlier.checks().keySet());
        all.addAll(later.checks().keySet());
        SortedMap<CheckId, Count> checks = new TreeMap<>();
        all.forEach(check -> checks.put(
                check,
                earlier.checks()
                        .getOrDefault(check, Count.NOTHING)
                        .then(later.checks().getOrDefault(check, Count.NOTHING))));
        return new Look(earlier.fleet().then(later.fleet()), checks);
    }

    private Look look(int place) {
        SortedMap<CheckId, Count> counts = new TreeMap<>();
        checks.forEach((check, course) -> counts.put(check, course.count(place)));
        return new Look(fleet.count(place), counts);
    }

    private static DriftTrend of(List<Sample> samples) {
        SortedSet<CheckId> all = new TreeSet<>();
        samples.forEach(sample -> all.addAll(sample.look().checks().keySet()));
        SortedMap<CheckId, Course> checks = new TreeMap<>();
        for (CheckId check : all) {
            Course course = course(samples.stream()
                    .map(sample -> sample.look().checks().getOrDefault(check, Count.NOTHING))
                    .toList());
            if (!course.isNothing()) {
                checks.put(check, course);
            }
        }
        return new DriftTrend(
                samples.stream().map(Sample::at).toList(),
                course(samples.stream().map(sample -> sample.look().fleet()).toList()),
                checks);
    }

    private static Course course(Collection<Count> counts) {
        return new Course(column(counts, Count::nodes), column(counts, Count::began), column(counts, Count::ended));
    }

    private static List<Integer> column(Collection<Count> counts, ToIntFunction<Count> which) {
        return counts.stream().map(count -> which.applyAsInt(count)).toList();
    }

    /// On how many nodes a check ended to differ in the spans that began after a time.
    public int endedAfter(CheckId check, Instant time) {
        Course course = checks.getOrDefault(check, Course.NONE);
        int ended = 0;
        for (int place = 0; place < at.size() && place < course.ended().size(); place++) {
            ended += at.get(place).isAfter(time) ? course.ended().get(place) : 0;
        }
        return ended;
    }
}
