package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.rollout.Command;
import io.holdfast.aggregator.rollout.Member;
import io.holdfast.aggregator.rollout.Plan;
import io.holdfast.aggregator.rollout.Preview;
import io.holdfast.aggregator.rollout.Rollout;
import io.holdfast.aggregator.rollout.Rule;
import io.holdfast.aggregator.topology.BaselineFolder;
import io.holdfast.aggregator.waiver.WaiverCommand;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.wire.Topics;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rolls baselines out: follows the folder, the commands of `holdfast.fleet.command.v1` and the nodes, and writes what
/// becomes of each rollout to `holdfast.fleet.rollout.v1`. Decides nothing itself: see `Rollout`.
///
/// Of several replicas one has each partition of the commands. It moves the rollouts whose rule falls into it.
public final class Rollouts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rollouts.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration PREVIEW_EVERY = Duration.ofSeconds(5);
    /// A preview of a large fleet takes no more than a tenth of the time.
    private static final int PREVIEW_SHARE = 10;

    /// What it works with.
    record Setting(
            BaselineConfig config, BaselineFolder folder, FleetView fleet, RuleNodes nodes, RolloutPreviews previews) {}

    /// The clients it speaks through; closed by it.
    record Clients(
            KafkaConsumer<String, byte[]> commands,
            KafkaConsumer<String, byte[]> view,
            KafkaProducer<String, byte[]> producer) {}

    private final Setting setting;
    private final Clients clients;
    private final RolloutView view;
    private final Thread thread;
    private final Map<String, Instant> previewDue = new HashMap<>();
    private volatile Optional<Plan> plan = Optional.empty();
    private volatile boolean open = true;

    Rollouts(Setting setting, Clients clients, int partitions) {
        this.setting = setting;
        this.clients = clients;
        this.view = new RolloutView(clients.view(), partitions);
        this.thread = Thread.ofPlatform().name("rollouts").unstarted(this::run);
    }

    Rollouts start() {
        thread.start();
        return this;
    }

    public Map<String, Rollout> all() {
        return view.rollouts();
    }

    public BaselineFolder.Declared declared() {
        return setting.folder().current();
    }

    /// Name of a baseline; empty where none of this digest was published.
    public Optional<String> nameOf(String digest) {
        return view.nameOf(digest);
    }

    /// A baseline as it was published; empty where none of this digest was.
    public Optional<byte[]> baseline(String digest) {
        return view.baseline(digest);
    }

    /// What nodes have to follow; empty before everything was read: who does not know tells nobody to forget.
    public Optional<Plan> plan() {
        return plan;
    }

    /// The same as before where nothing has changed: those who look often see that at once.
    private void renewPlan() {
        Plan next = new Plan(
                rules(), view.rollouts(), view.places(), setting.config().pace());
        if (!plan.equals(Optional.of(next))) {
            plan = Optional.of(next);
        }
    }

    /// The nodes a rule is for, as they are now.
    public List<Member> members(String rule) {
        return setting.nodes().members(rule);
    }

    private List<Rule> rules() {
        return declared().entries().stream().map(BaselineFolder.Entry::rule).toList();
    }

    /// The rule that a node falls under.
    Optional<String> ruleOf(NodeId node) {
        return setting.nodes().ruleOf(node);
    }

    /// Sends a command on its way; ends when the broker has it.
    public Command send(Command command, long patience, TimeUnit unit)
            throws ExecutionException, InterruptedException, TimeoutException {
        clients.producer()
                .send(new ProducerRecord<>(Topics.FLEET_COMMAND.name(), command.rule(), Wire.encode(command)))
                .get(patience, unit);
        return command;
    }

    private void run() {
        view.open();
        clients.commands().subscribe(List.of(Topics.FLEET_COMMAND.name()));
        while (open) {
            try {
                view.read(view.isComplete() ? Duration.ZERO : POLL);
                if (view.isComplete()) {
                    clients.commands().poll(POLL).forEach(record -> read(record).ifPresent(this::follow));
                    clients.commands().commitSync();
                    look();
                    renewPlan();
                }
            } catch (WakeupException e) {
                break;
            } catch (KafkaException | ExecutionException e) {
                LOG.warn("TRANSIENT rollouts wait: {}", e.toString());
            } catch (InterruptedException e) {
                break;
            } catch (RuntimeException e) {
                LOG.error("INTERNAL rollouts", e);
            }
        }
        view.close();
        KafkaEntrance.leave(clients.commands());
    }

    private static Optional<Command> read(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null || (record.key() != null && WaiverCommand.isKey(record.key()))) {
            return Optional.empty();
        }
        try {
            return Optional.of(Wire.decode(record.value(), Command.class));
        } catch (WireException e) {
            LOG.warn("{} offset {} cannot be read: {}", record.topic(), record.offset(), e.getMessage());
            return Optional.empty();
        }
    }

    private void follow(Command command) {
        Rollout now = view.rollouts().get(command.rule());
        if (now == null || !now.id().equals(command.rollout())) {
            LOG.info("command {} is for a rollout that is no more: {}", command.verb(), command.rollout());
            return;
        }
        try {
            write(now, moved(now, command));
        } catch (Rollout.ForbiddenMoveException e) {
            LOG.info("not followed: {}", e.getMessage());
        } catch (ExecutionException e) {
            throw new KafkaException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Rollout moved(Rollout now, Command command) {
        Instant at = command.at();
        return switch (command.verb()) {
            case APPROVE -> now.approved(command.who(), preview(now), members(now.rule()), Instant.now());
            case APPROVE_FOR_ALL -> now.approvedForAll(command.who(), at);
            case STOP -> now.stopped(command.who(), command.why(), at);
            case RESUME -> now.resumed(command.who(), members(now.rule()), Instant.now());
            case ROLL_BACK -> now.rolledBack(command.who(), command.why(), at);
            case UNKNOWN -> now;
        };
    }

    private void look() throws ExecutionException, InterruptedException {
        setting.folder().refresh();
        Set<Integer> mine = new HashSet<>();
        clients.commands().assignment().stream().map(TopicPartition::partition).forEach(mine::add);
        for (BaselineFolder.Entry entry : declared().entries()) {
            String rule = entry.rule().name();
            if (mine.contains(partition(rule))) {
                publish(entry);
                look(rule, entry, Instant.now());
            }
        }
    }

    /// Where Kafka's default partitioner puts a rule's commands.
    private int partition(String rule) {
        int count =
                clients.producer().partitionsFor(Topics.FLEET_COMMAND.name()).size();
        return org.apache.kafka.clients.producer.internals.BuiltInPartitioner.partitionForKey(
                rule.getBytes(java.nio.charset.StandardCharsets.UTF_8), count);
    }

    private void publish(BaselineFolder.Entry entry) throws ExecutionException, InterruptedException {
        String digest = entry.encoded().digest();
        if (!view.hasBaseline(digest)) {
            RecordMetadata at = clients.producer()
                    .send(new ProducerRecord<>(
                            Topics.BASELINE.name(), digest, entry.encoded().data()))
                    .get();
            view.wrote(digest, entry.encoded().data(), new Assignment.Place(at.partition(), at.offset()));
            LOG.info("baseline {} is {}", entry.rule().name(), digest);
        }
    }

    private void look(String rule, BaselineFolder.Entry entry, Instant now)
            throws ExecutionException, InterruptedException {
        String digest = entry.encoded().digest();
        Rollout before = view.rollouts().get(rule);
        Rollout known = before == null ? Rollout.proposed(rule, "", digest, now) : before.declared(digest, now);
        Rollout next = known;
        if (known.state() == Rollout.State.WAITING) {
            if (setting.config().isApproved()) {
                next = known.approvedForAll("configuration", now);
            } else if (isPreviewDue(known, now)) {
                next = known.previewed(preview(known));
            }
        } else if (setting.fleet().isComplete()) {
            next = known.after(members(rule), setting.config().pace(), now);
        }
        write(before, next);
    }

    private boolean isPreviewDue(Rollout rollout, Instant now) {
        return !now.isBefore(previewDue.getOrDefault(rollout.id(), Instant.EPOCH));
    }

    private static Duration pause(Duration took) {
        Duration pause = took.multipliedBy(PREVIEW_SHARE - 1L);
        return pause.compareTo(PREVIEW_EVERY) > 0 ? pause : PREVIEW_EVERY;
    }

    private Preview preview(Rollout rollout) {
        Instant start = Instant.now();
        Preview preview = declared().entries().stream()
                .filter(entry -> entry.encoded().digest().equals(rollout.to()))
                .findFirst()
                .flatMap(entry -> setting.previews().of(rollout.rule(), entry.baseline()))
                .orElse(rollout.preview());
        Instant end = Instant.now();
        previewDue.put(rollout.id(), end.plus(pause(Duration.between(start, end))));
        return preview;
    }

    private void write(@org.jspecify.annotations.Nullable Rollout before, Rollout after)
            throws ExecutionException, InterruptedException {
        if (after.equals(before)) {
            return;
        }
        clients.producer()
                .send(new ProducerRecord<>(Topics.FLEET_ROLLOUT.name(), after.rule(), Wire.encode(after)))
                .get();
        view.wrote(after);
        if (before == null || !before.move().equals(after.move())) {
            LOG.info(
                    "rollout {} of {}: {} {} {}",
                    after.id(),
                    after.rule(),
                    after.state(),
                    after.move().what(),
                    after.move().why());
        }
    }

    @Override
    public void close() {
        open = false;
        clients.commands().wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clients.producer().close(Duration.ofSeconds(2));
    }
}
