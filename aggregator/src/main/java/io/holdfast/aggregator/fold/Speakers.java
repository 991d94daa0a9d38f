package io.holdfast.aggregator.fold;

import io.holdfast.protocol.wire.NodeRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Who speaks under the name of one node, and whether more than one does.
///
/// A machine that reboots, or an agent that enrols anew, speaks under a new boot id or a higher run and never again
/// under the old one. So one who was heard before and has something new to say is a return, and returns that keep
/// coming are two machines (or two agents) under one node id. A single one is a record that was late.
///
/// @param voices those who were heard, the one heard last at the end
/// @param at append time of the last record (broker time): topics are read one after the other, and what was
/// appended before that says nothing about the order
/// @param returns how many returns were seen, none longer than `QUIET` after the one before
/// @param returned append time of the last return
/// @param duplicate what follows; empty as long as one speaks
public record Speakers(List<Voice> voices, Instant at, int returns, Instant returned, Optional<Duplicate> duplicate) {
    public static final Speakers NONE = new Speakers(List.of(), Instant.EPOCH, 0, Instant.EPOCH, Optional.empty());

    /// After so long without a return only one speaks.
    static final Duration QUIET = Duration.ofMinutes(10);

    /// A restart takes none; one around which records were late takes one or two.
    private static final int PROOF = 3;

    private static final int VOICES = 8;

    /// One enrolment of one boot.
    ///
    /// @param sequence the highest heard of it in any topic: a replay is not above that
    public record Voice(String boot, long run, long sequence) {
        static final Voice NOBODY = new Voice("", 0, 0);

        private boolean is(Voice other) {
            return run == other.run && boot.equals(other.boot);
        }
    }

    /// More than one speaks under the node id.
    ///
    /// @param boots boot ids of those who do; one alone where two agents run in the same boot
    /// @param since append time of the return that proved it
    public record Duplicate(SortedSet<String> boots, Instant since) {
        public Duplicate {
            boots = Collections.unmodifiableSortedSet(new TreeSet<>(boots));
        }

        private Duplicate and(String boot, String other) {
            TreeSet<String> more = new TreeSet<>(boots);
            more.add(boot);
            more.add(other);
            return new Duplicate(more, since);
        }
    }

    public Speakers {
        voices = List.copyOf(voices);
    }

    /// After a verified record, whether it is taken in or is not above what was seen.
    Speakers heard(NodeRecord record, Instant appended) {
        if (appended.isBefore(at)) {
            return this;
        }
        Voice said = new Voice(record.sender().boot(), record.sender().run(), record.sequence());
        Voice last = voices.isEmpty() ? Voice.NOBODY : voices.getLast();
        if (said.is(last)) {
            long highest = Math.max(last.sequence(), said.sequence());
            return new Speakers(
                    with(new Voice(said.boot(), said.run(), highest)), appended, returns, returned, duplicate);
        }
        Optional<Voice> before = voices.stream().filter(said::is).findFirst();
        if (before.isPresent() && said.sequence() <= before.get().sequence()) {
            return this;
        }
        boolean sameBoot = said.boot().equals(last.boot());
        boolean knownBoot = voices.stream().anyMatch(voice -> voice.boot().equals(said.boot()));
        boolean isReturn = said.run() < last.run() || (!sameBoot && knownBoot);
        return isReturn
                ? returned(said, last, appended)
                : new Speakers(with(said), appended, returns, returned, duplicate);
    }

    private Speakers returned(Voice said, Voice last, Instant appended) {
        int count = quiet(appended) ? 1 : returns + 1;
        Optional<Duplicate> proved = duplicate.or(
                () -> count >= PROOF ? Optional.of(new Duplicate(new TreeSet<>(), appended)) : Optional.empty());
        return new Speakers(
                with(said), appended, count, appended, proved.map(mark -> mark.and(said.boot(), last.boot())));
    }

    /// Without the mark, once no return was seen for long by one who has read everything meanwhile.
    ///
    /// @param caughtUpSince since when everything appended has been read without a break
    Speakers settled(Instant caughtUpSince, Instant now) {
        boolean over = duplicate.isPresent() && quiet(now) && now.isAfter(caughtUpSince.plus(QUIET));
        return over ? new Speakers(voices, at, 0, returned, Optional.empty()) : this;
    }

    private boolean quiet(Instant now) {
        return now.isAfter(returned.plus(QUIET));
    }

    private List<Voice> with(Voice said) {
        if (voices.size() == 1 && voices.getFirst().is(said)) {
            return List.of(said);
        }
        List<Voice> more = new ArrayList<>(voices);
        more.removeIf(said::is);
        more.add(said);
        return more.subList(Math.max(0, more.size() - VOICES), more.size());
    }
}
