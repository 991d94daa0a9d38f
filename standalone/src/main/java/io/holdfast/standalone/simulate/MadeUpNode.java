package io.holdfast.standalone.simulate;

import io.holdfast.agent.report.BaselineFollower;
import io.holdfast.agent.report.Enroller;
import io.holdfast.agent.report.InboxKeys;
import io.holdfast.agent.report.Level;
import io.holdfast.agent.report.NodeSession;
import io.holdfast.agent.report.Reporter;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.SectionFacts;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.fleet.Enrolment;
import io.holdfast.protocol.fleet.Resend;
import io.holdfast.protocol.judge.Declaration;
import io.holdfast.protocol.judge.Judge;
import io.holdfast.protocol.judge.Judgement;
import io.holdfast.protocol.report.Origin;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.InboxRecord;
import io.holdfast.protocol.wire.Wire;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The agent of a made-up host: the real enroller and reporter, over facts that nobody read.
///
///     well or odd: speaks  <->  away or rebooting: says nothing, forgets its session, enrols anew afterwards
///
/// All methods are called on the loop.
final class MadeUpNode {
    private static final Logger LOG = LoggerFactory.getLogger(MadeUpNode.class);

    private static final CheckId DRIVER = new CheckId("gpu.driver.version");
    private static final Duration DRIVER_TAKES = Duration.ofSeconds(8);

    private final MadeUpHost host;
    private final Stage stage;
    private final RandomGenerator random;

    private Weather.Spell spell;
    private String bootId;
    private Instant bootedAt;
    private long lastRun;
    private long generation;
    private Map<String, PublicKey> pinned = Map.of();
    private List<Finding> findings = List.of();
    private Optional<Level> level = Optional.empty();
    private Optional<Voice> voice = Optional.empty();
    private final BaselineFollower baselines;
    private final Map<Section, List<Fact>> changes = new EnumMap<>(Section.class);
    private long looks;
    private long looked;
    private boolean isStopped;

    /// Version that was declared last.
    private Optional<String> driver = Optional.empty();

    /// What a node speaks with, from one silence to the next.
    private record Voice(Enroller enroller, Reporter reporter) {}

    MadeUpNode(MadeUpHost host, Stage stage, RandomGenerator random) {
        this.host = host;
        this.stage = stage;
        this.random = random;
        this.spell = stage.weather().first(host.layout(), random);
        this.baselines = new BaselineFollower(
                BaselineFollower.Remembered.NOTHING, stage.baselines(), stage.outlet(), new Declared());
        this.bootId = newBootId();
        this.bootedAt = stage.loop().now().minus(Duration.ofMinutes(random.nextInt(10, 60_000)));
    }

    private String newBootId() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    void start() {
        if (!isStopped) {
            enter();
        }
    }

    void stop() {
        isStopped = true;
        baselines.stop();
        fallSilent();
    }

    /// Begins the present spell and waits for its end.
    private void enter() {
        if (spell.oddity().filter(Oddity::isSilent).isPresent()) {
            fallSilent();
        } else {
            if (voice.isEmpty()) {
                speak();
            }
            publish();
        }
        stage.loop().after(spell.lasts(), this::leave);
    }

    private void leave() {
        if (isStopped) {
            return;
        }
        if (spell.oddity().filter(Oddity.Rebooting.class::isInstance).isPresent()) {
            bootId = newBootId();
            bootedAt = stage.loop().now();
        }
        spell = stage.weather().next(spell, host.layout(), random);
        enter();
    }

    private void speak() {
        Voice fresh = new Voice(
                new Enroller(stage.http(), stage.door(), stage.outlet()),
                new Reporter(stage.outlet(), stage.catalog(), stage.timing()));
        voice = Optional.of(fresh);
        Enrolment.Request request = new Enrolment.Request(host.node(), bootId, lastRun);
        fresh.enroller().enrol(request, grant -> {
            lastRun = grant.run();
            pinned = InboxKeys.parse(grant.inboxKeys());
            fresh.reporter().session(NodeSession.of(request, grant, stage.loop()::now));
        });
    }

    private void fallSilent() {
        voice.ifPresent(old -> {
            old.enroller().stop();
            old.reporter().stop();
        });
        voice = Optional.empty();
    }

    /// Somebody installs another driver, and all that belongs to it.
    void installDriver(String version) {
        change(Symptoms.of(new Oddity.OtherDriver(version), host.layout(), host.tree()));
    }

    /// Somebody changes the host: from now on these facts read so.
    void change(Map<Section, List<Fact>> facts) {
        facts.forEach((section, more) ->
                changes.computeIfAbsent(section, _ -> new ArrayList<>()).addAll(more));
        if (voice.isPresent()) {
            publish();
        }
    }

    /// The GPU Operator of the site: where another driver is declared than before, it installs that one.
    private void followDriver(Baseline baseline) {
        Optional<String> next = declaredDriver(baseline);
        if (driver.isPresent() && next.isPresent() && !next.equals(driver)) {
            stage.loop().after(DRIVER_TAKES, () -> {
                if (!isStopped
                        && declaredDriver(baselines.declared().baseline()).equals(next)) {
                    next.ifPresent(this::installDriver);
                }
            });
        }
        driver = next.or(() -> driver);
    }

    private static Optional<String> declaredDriver(Baseline baseline) {
        return baseline.of(DRIVER).stream()
                .flatMap(one -> one.constraint() instanceof Constraint.EqualTo(String version)
                        ? Stream.of(version)
                        : Stream.empty())
                .findFirst();
    }

    private final class Declared implements BaselineFollower.Listener {
        @Override
        public void declared(Declaration declaration) {
            followDriver(declaration.baseline());
            if (voice.isPresent()) {
                publish();
            }
            // What is held back is a finding again when its time is over, and nothing else would make it look then.
            Instant now = stage.loop().now();
            declaration
                    .overrides()
                    .ends(now)
                    .forEach(until ->
                            stage.loop().after(Duration.between(now, until).plusMillis(1), this::end));
        }

        private void end() {
            if (voice.isPresent() && !isStopped) {
                publish();
            }
        }

        @Override
        public void keep(byte[] data) {
            // A made-up node forgets with the process.
        }
    }

    /// Digests of a wide node take milliseconds: made off the loop.
    private void publish() {
        long mine = ++looks;
        Map<Section, List<Fact>> changed = new EnumMap<>(Section.class);
        changes.forEach((section, facts) -> changed.put(section, List.copyOf(facts)));
        MadeUpHost.Condition condition = new MadeUpHost.Condition(bootId, bootedAt, spell.oddity(), changed);
        Declaration declaration = baselines.declared();
        Instant now = stage.loop().now();
        List<Finding> before = findings;
        Optional<Level> last = level;
        stage.vertx()
                .executeBlocking(() -> level(condition, declaration, now, before, last), false)
                .onSuccess(next -> stage.loop().run(() -> {
                    if (mine < looked) {
                        return; // a later look was quicker
                    }
                    looked = mine;
                    level = Optional.of(next);
                    findings = next.report().findings();
                    voice.ifPresent(speaking -> speaking.reporter().publish(next));
                }))
                .onFailure(e -> LOG.error("INTERNAL {} could not be made up", host.node(), e));
    }

    private Level level(
            MadeUpHost.Condition condition,
            Declaration declaration,
            Instant now,
            List<Finding> before,
            Optional<Level> last) {
        List<SectionFacts> sections = host.sections(condition, now);
        Snapshot snapshot = host.snapshot(condition, sections);
        List<Judgement> judged = new ArrayList<>(Judge.held(
                Judge.judgements(snapshot, stage.catalog(), declaration.baseline(), declaration.overrides()),
                snapshot,
                declaration.overrides(),
                now));
        declaration.unavailable().ifPresent(judged::add);
        List<Finding> found = Judge.findings(judged, before, now);
        Level.Speaker speaker = new Level.Speaker(
                host.node(), condition.bootId(), stage.version(), Origin.SIMULATED, declaration.digest());
        return Level.of(speaker, sections, found, stage.catalog(), last);
    }

    /// Takes an inbox record that is keyed with this node.
    void take(Envelope record) {
        if (voice.isPresent()
                && InboxRecord.verify(
                                record,
                                host.node(),
                                pinned,
                                generation,
                                stage.loop().now())
                        instanceof InboxRecord.Verdict.Accepted(InboxRecord order)) {
            generation = order.generation();
            switch (order.type()) {
                case RESEND ->
                    voice.get()
                            .reporter()
                            .resend(Wire.decode(order.data(), Resend.class).sections());
                case ASSIGNMENT -> baselines.assigned(Wire.decode(order.data(), Assignment.class));
                case SNAPSHOT_SECTION,
                        SNAPSHOT_DIGESTS,
                        REPORT,
                        EVENT,
                        BASELINE,
                        ROLLOUT,
                        COMMAND,
                        WAIVER,
                        NOTICE,
                        AUDIT,
                        DRIFT_FLEET,
                        DRIFT_CHECK,
                        DRIFT_CAUSE,
                        DRIFT_NODE,
                        DRIFT_TREND -> LOG.debug("{} needs nothing done: {}", host.node(), order.type());
            }
        }
    }
}
