package io.holdfast.agent.report;

import io.holdfast.agent.metrics.AgentMetrics;
import io.holdfast.agent.schedule.Backoff;
import io.holdfast.agent.schedule.Jitter;
import io.holdfast.agent.schedule.Loop;
import io.holdfast.agent.schedule.Timing;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.SectionFacts;
import io.holdfast.protocol.report.SnapshotDigests;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.SectionWire;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes the level of one node, then forgets it.
///
/// - A report goes out at once when the level changes, else every heartbeat.
/// - A section goes out when its digest changes, when it is asked for, and with all others every `full`
/// interval.
/// - At most one report and one record of the snapshot topic are under way. What becomes due meanwhile is
/// not queued:
///   when the way is free, the newest level is sent. So a broker that is away costs no memory.
///
/// All methods are called on the loop.
public final class Reporter {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

    /// One topic's record under way.
    private final class Line {
        private final String name;
        private final Backoff backoff;
        private final Complaint complaint = new Complaint(LOG);
        private boolean isBusy;

        Line(String name) {
            this.name = name;
            this.backoff = Backoff.quick(jitter, timing.heartbeat());
        }

        /// Sends, and goes on when the broker has answered. What failed is due again.
        void send(MessageType type, Envelope record, Runnable confirmed, Runnable failed) {
            isBusy = true;
            transport
                    .send(record)
                    .onComplete(sent -> loop.run(() -> {
                        if (sent.succeeded()) {
                            isBusy = false;
                            backoff.reset();
                            complaint.over();
                            metrics.sent(type.word());
                            confirmed.run();
                            next();
                        } else {
                            metrics.sendFailed(type.word());
                            failed.run();
                            complaint.unsent("the " + name + " could not be sent", sent.cause());
                            loop.after(backoff.next(), () -> {
                                isBusy = false;
                                next();
                            });
                        }
                    }));
        }
    }

    private final Transport transport;
    private final Catalog catalog;
    private final Timing timing;
    private final Loop loop;
    private final AgentMetrics metrics;
    private final Jitter jitter;

    private final Line reports;
    private final Line snapshots;
    private Optional<NodeSession> session = Optional.empty();
    private Optional<Level> level = Optional.empty();
    private boolean isReportDue;
    private boolean areDigestsDue;
    private final TreeSet<Section> sectionsDue = new TreeSet<>();
    /// Digests that the broker has confirmed under the present session, or will confirm next.
    private final Map<Section, String> sent = new EnumMap<>(Section.class);
    /// Number of the latest report: a heartbeat that a later report has overtaken is none.
    private long beats;
    private boolean isStopped;

    /// What a reporter speaks through. One of these may serve many nodes.
    public record Outlet(Transport transport, Loop loop, AgentMetrics metrics, Jitter jitter) {}

    public Reporter(Outlet outlet, Catalog catalog, Timing timing) {
        this.transport = outlet.transport();
        this.loop = outlet.loop();
        this.metrics = outlet.metrics();
        this.jitter = outlet.jitter();
        this.catalog = catalog;
        this.timing = timing;
        this.reports = new Line("report");
        this.snapshots = new Line("snapshot");
        repeat(timing.digests(), () -> areDigestsDue = true);
        repeat(timing.full(), this::everythingIsDue);
    }

    private void repeat(Duration interval, Runnable task) {
        loop.after(jitter.around(interval), () -> {
            if (!isStopped) {
                repeat(interval, task);
                task.run();
                next();
            }
        });
    }

    /// Speaks under a new enrolment from now on, and says everything anew.
    public void session(NodeSession fresh) {
        session = Optional.of(fresh);
        sent.clear();
        isReportDue = true;
        everythingIsDue();
        next();
    }

    /// Takes the newest level. Says of it what is new.
    public void publish(Level newest) {
        boolean isSame = level.map(Level::report).equals(Optional.of(newest.report()));
        level = Optional.of(newest);
        newest.report().sections().forEach((section, digest) -> {
            if (!digest.equals(sent.get(section))) {
                sectionsDue.add(section);
            }
        });
        if (!isSame) {
            isReportDue = true;
        }
        next();
    }

    /// Somebody lacks these sections.
    public void resend(Collection<Section> sections) {
        sectionsDue.addAll(sections);
        next();
    }

    public void stop() {
        isStopped = true;
    }

    private void everythingIsDue() {
        level.ifPresent(all -> sectionsDue.addAll(all.sections().keySet()));
    }

    private void next() {
        if (!isStopped && session.isPresent() && level.isPresent()) {
            if (!snapshots.isBusy) {
                nextSnapshot(session.get(), level.get());
            }
            if (!reports.isBusy && isReportDue) {
                report(session.get(), level.get());
            }
        }
        metrics.waiting("report", isReportDue || reports.isBusy ? 1 : 0);
        metrics.waiting("snapshot", sectionsDue.size() + (areDigestsDue || snapshots.isBusy ? 1 : 0));
    }

    private void report(NodeSession under, Level now) {
        isReportDue = false;
        nextHeartbeat();
        Envelope record = under.seal(MessageType.REPORT, Wire.encode(now.report()));
        reports.send(MessageType.REPORT, record, () -> metrics.reportSent(loop.now()), () -> isReportDue = true);
    }

    private void nextHeartbeat() {
        long beat = ++beats;
        loop.after(jitter.around(timing.heartbeat()), () -> {
            if (beat == beats && !isStopped) {
                isReportDue = true;
                // Re-armed by the report itself, which may have to wait for the one before.
                next();
            }
        });
    }

    /// Whether it is on its way. Volatile facts alone may have made it too large to travel since its level was made.
    private boolean send(SectionFacts facts, NodeSession under) {
        Section section = facts.section();
        SectionWire.Encoded encoded;
        try {
            encoded = SectionWire.encode(facts, catalog);
        } catch (WireException e) {
            LOG.error("INTERNAL {}", e.getMessage());
            return false;
        }
        sent.put(section, encoded.digest());
        Envelope record = under.seal(MessageType.SNAPSHOT_SECTION, encoded.data());
        snapshots.send(MessageType.SNAPSHOT_SECTION, record, () -> {}, () -> {
            sent.remove(section);
            sectionsDue.add(section);
        });
        return true;
    }

    private void nextSnapshot(NodeSession under, Level now) {
        while (!sectionsDue.isEmpty()) {
            Section section = sectionsDue.removeFirst();
            SectionFacts facts = now.sections().get(section);
            if (facts != null && send(facts, under)) {
                return;
            }
        }
        if (areDigestsDue) {
            areDigestsDue = false;
            SnapshotDigests digests =
                    new SnapshotDigests(now.report().bootId(), now.report().sections());
            Envelope record = under.seal(MessageType.SNAPSHOT_DIGESTS, Wire.encode(digests));
            snapshots.send(MessageType.SNAPSHOT_DIGESTS, record, () -> {}, () -> areDigestsDue = true);
        }
    }
}
