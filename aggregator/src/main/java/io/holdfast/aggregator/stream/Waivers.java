package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.topology.BaselineFolder;
import io.holdfast.aggregator.topology.ExpectedNodes;
import io.holdfast.aggregator.waiver.FleetWaiver;
import io.holdfast.aggregator.waiver.Standing;
import io.holdfast.aggregator.waiver.WaiverBook;
import io.holdfast.aggregator.waiver.WaiverCommand;
import io.holdfast.protocol.baseline.Waiver;
import io.holdfast.protocol.fleet.Notice;
import io.holdfast.protocol.wire.Topics;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the waivers: follows the folder and the commands of `holdfast.fleet.command.v1`, writes what becomes of each
/// to
/// `holdfast.fleet.waiver.v1`, and announces ends in `holdfast.fleet.notice.v1`. Decides nothing itself: see
/// `FleetWaiver`.
///
/// Every replica holds all of them. Of several replicas one has each partition of the commands, and writes the
/// waivers that fall into it.
public final class Waivers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Waivers.class);
    private static final Duration POLL = Duration.ofMillis(250);

    /// What it works with.
    record Setting(BaselineFolder folder, ExpectedNodes inventory, FleetView fleet) {}

    private final Setting setting;
    private final Rollouts.Clients clients;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> goal = new HashMap<>();
    private final TreeMap<String, FleetWaiver> known = new TreeMap<>();
    /// Offsets of what was written last, by key: older records that are still to be read back say less.
    private final Map<String, Long> written = new HashMap<>();
    private final Thread thread;
    private volatile Optional<WaiverBook> book = Optional.empty();
    private volatile boolean open = true;

    Waivers(Setting setting, Rollouts.Clients clients, int partitions) {
        this.setting = setting;
        this.clients = clients;
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(Topics.FLEET_WAIVER.name(), partition))
                .toList();
        this.thread = Thread.ofPlatform().name("waivers").unstarted(this::run);
    }

    Waivers start() {
        thread.start();
        return this;
    }

    /// All of them; empty before everything was read: who does not know tells no node to forget.
    public Optional<WaiverBook> book() {
        return book;
    }

    /// What one covers now.
    public Standing standing(Waiver waiver) {
        return Standing.of(waiver, setting.fleet().all(), setting.inventory().current()::labels);
    }

    /// Sends a command on its way; ends when the broker has it.
    public WaiverCommand send(WaiverCommand command, long patience, TimeUnit unit)
            throws ExecutionException, InterruptedException, TimeoutException {
        clients.producer()
                .send(new ProducerRecord<>(Topics.FLEET_COMMAND.name(), command.key(), Wire.encode(command)))
                .get(patience, unit);
        return command;
    }

    private void run() {
        clients.view().assign(partitions);
        clients.view().seekToBeginning(partitions);
        clients.commands().subscribe(List.of(Topics.FLEET_COMMAND.name()));
        while (open) {
            try {
                read(book.isPresent() ? Duration.ZERO : POLL);
                if (isComplete()) {
                    for (ConsumerRecord<String, byte[]> record :
                            clients.commands().poll(POLL)) {
                        follow(record);
                    }
                    clients.commands().commitSync();
                    look(Instant.now());
                    renew();
                }
            } catch (WakeupException e) {
                break;
            } catch (KafkaException | ExecutionException e) {
                LOG.warn("TRANSIENT waivers wait: {}", e.toString());
            } catch (InterruptedException e) {
                break;
            } catch (RuntimeException e) {
                LOG.error("INTERNAL waivers", e);
            }
        }
        KafkaEntrance.leave(clients.view());
        KafkaEntrance.leave(clients.commands());
    }

    private void read(Duration patience) {
        KafkaConsumer<String, byte[]> view = clients.view();
        if (goal.isEmpty()) {
            goal.putAll(view.endOffsets(partitions));
        }
        view.poll(patience).forEach(this::take);
    }

    private boolean isComplete() {
        return book.isPresent()
                || goal.entrySet().stream().allMatch(end -> clients.view().position(end.getKey()) >= end.getValue());
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (record.offset() < written.getOrDefault(record.key(), 0L)) {
            return;
        }
        if (record.value() == null) {
            known.remove(record.key());
            return;
        }
        try {
            FleetWaiver waiver = Wire.decode(record.value(), FleetWaiver.class);
            known.put(waiver.waiver().id(), waiver);
        } catch (WireException | IllegalArgumentException e) {
            LOG.warn("{} offset {} cannot be read: {}", record.topic(), record.offset(), e.getMessage());
        }
    }

    private void follow(ConsumerRecord<String, byte[]> record) throws ExecutionException, InterruptedException {
        if (record.value() == null || record.key() == null || !WaiverCommand.isKey(record.key())) {
            return;
        }
        try {
            WaiverCommand command = Wire.decode(record.value(), WaiverCommand.class);
            Optional<FleetWaiver> next = new WaiverBook(known).after(command);
            if (next.isPresent()) {
                LOG.info(
                        "{} by {}: {}",
                        command.verb(),
                        command.who(),
                        next.get().waiver());
                write(next.get());
            }
        } catch (WireException | IllegalArgumentException e) {
            LOG.warn("{} offset {} cannot be read: {}", record.topic(), record.offset(), e.getMessage());
        }
    }

    private void look(Instant now) throws ExecutionException, InterruptedException {
        Set<Integer> mine = new HashSet<>();
        clients.commands().assignment().stream().map(TopicPartition::partition).forEach(mine::add);
        Optional<List<Waiver>> declared = setting.folder().current().waivers();
        if (declared.isPresent()) {
            compare(declared.get(), mine, now);
        }
        if (setting.fleet().isComplete()) {
            for (FleetWaiver one : List.copyOf(known.values())) {
                if (one.isDue(now) && isMine(one.waiver().id(), mine)) {
                    step(one, now);
                }
            }
        }
    }

    /// What stands in the folder is known, and what stands there no more is forgotten.
    private void compare(List<Waiver> declared, Set<Integer> mine, Instant now)
            throws ExecutionException, InterruptedException {
        Set<String> there = new HashSet<>();
        for (Waiver waiver : declared) {
            there.add(waiver.id());
            if (!known.containsKey(waiver.id()) && isMine(waiver.id(), mine)) {
                write(FleetWaiver.of(waiver, FleetWaiver.From.FILE, "", now));
            }
        }
        for (FleetWaiver one : List.copyOf(known.values())) {
            String id = one.waiver().id();
            if (one.from() == FleetWaiver.From.FILE && !there.contains(id) && isMine(id, mine)) {
                forget(id);
            }
        }
    }

    private void step(FleetWaiver one, Instant now) throws ExecutionException, InterruptedException {
        FleetWaiver.Step step = one.after(now, standing(one.waiver()));
        if (step.notice().isPresent()) {
            announce(step.notice().get());
        }
        if (step.next().isEmpty()) {
            forget(one.waiver().id());
        } else if (!step.next().get().equals(one)) {
            write(step.next().get());
        }
    }

    private void announce(Notice notice) throws ExecutionException, InterruptedException {
        LOG.info("{}: {}", notice.kind(), notice.text());
        clients.producer()
                .send(new ProducerRecord<>(Topics.FLEET_NOTICE.name(), notice.about(), Wire.encode(notice)))
                .get();
    }

    private void write(FleetWaiver waiver) throws ExecutionException, InterruptedException {
        String id = waiver.waiver().id();
        send(new ProducerRecord<>(Topics.FLEET_WAIVER.name(), id, Wire.encode(waiver)));
        known.put(id, waiver);
    }

    private void forget(String id) throws ExecutionException, InterruptedException {
        send(new ProducerRecord<>(Topics.FLEET_WAIVER.name(), id, null));
        known.remove(id);
    }

    private void send(ProducerRecord<String, byte[]> record) throws ExecutionException, InterruptedException {
        long offset = clients.producer().send(record).get().offset();
        written.put(record.key(), offset);
    }

    /// The same as before where nothing has changed: those who look often see that at once.
    private void renew() {
        WaiverBook next = new WaiverBook(known);
        if (!book.equals(Optional.of(next))) {
            book = Optional.of(next);
        }
    }

    /// Where Kafka's default partitioner puts the commands about a waiver.
    private boolean isMine(String id, Set<Integer> mine) {
        byte[] key = WaiverCommand.key(id).getBytes(StandardCharsets.UTF_8);
        return mine.contains(BuiltInPartitioner.partitionForKey(key, partitions.size()));
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
