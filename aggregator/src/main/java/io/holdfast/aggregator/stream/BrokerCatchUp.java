package io.holdfast.aggregator.stream;

import io.holdfast.protocol.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Compares how far the report topic was read with how far it goes, asking the broker every second or so on
/// a thread of its own.
/// A broker that does not answer breaks the run of every partition.
public final class BrokerCatchUp implements CatchUp, AutoCloseable {
    private final Map<Integer, Long> read = new ConcurrentHashMap<>();
    private final Map<Integer, Long> lastEnd = new ConcurrentHashMap<>();
    private final Map<Integer, Instant> caughtUpSince = new ConcurrentHashMap<>();
    private final Admin admin;
    private final String group;
    private final List<TopicPartition> partitions;
    private final Duration every;
    private final Clock clock;
    private final Thread thread;
    private volatile boolean open = true;

    /// Prepares to ask.
    ///
    /// @param admin used and closed by this object
    /// @param group consumer group whose committed offsets count as read: what an earlier process took
    BrokerCatchUp(Admin admin, String group, int partitions, Duration every, Clock clock) {
        this.admin = admin;
        this.group = group;
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(Topics.NODE_REPORT.name(), partition))
                .toList();
        this.every = every;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("catch-up").unstarted(this::run);
    }

    BrokerCatchUp start() {
        thread.start();
        return this;
    }

    @Override
    public Optional<Instant> since(int partition) {
        return Optional.ofNullable(caughtUpSince.get(partition));
    }

    @Override
    public void read(int partition, long nextOffset) {
        read.merge(partition, nextOffset, Math::max);
    }

    /// Whether every partition is read to its end.
    public boolean everywhere() {
        return caughtUpSince.size() == partitions.size();
    }

    private void run() {
        while (open) {
            try {
                ask();
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                // Whatever it is: nobody may be called silent on an answer that is no longer fresh.
                caughtUpSince.clear();
            } catch (InterruptedException e) {
                return;
            }
            try {
                Thread.sleep(every);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void ask() throws ExecutionException, InterruptedException, TimeoutException {
        long patience = every.toMillis() * 4;
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(patience, TimeUnit.MILLISECONDS);
        Map<Integer, Long> ends = offsets(OffsetSpec.latest(), patience);
        Map<Integer, Long> begins = offsets(OffsetSpec.earliest(), patience);
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata earlier = committed.get(partition);
            if (earlier != null) {
                read(partition.partition(), earlier.offset());
            }
            compare(
                    partition.partition(),
                    ends.getOrDefault(partition.partition(), 0L),
                    begins.getOrDefault(partition.partition(), 0L));
        }
    }

    private Map<Integer, Long> offsets(OffsetSpec which, long patience)
            throws ExecutionException, InterruptedException, TimeoutException {
        return admin
                .listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> which)))
                .all()
                .get(patience, TimeUnit.MILLISECONDS)
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().partition(),
                        entry -> entry.getValue().offset()));
    }

    /// A partition that is read up to where it ended at the last look is caught up: what came since is on
    /// its way.
    private void compare(int partition, long end, long begin) {
        long endBefore = Optional.ofNullable(lastEnd.put(partition, end)).orElse(end);
        if (begin == end || read.getOrDefault(partition, 0L) >= endBefore) {
            caughtUpSince.putIfAbsent(partition, clock.instant());
        } else {
            caughtUpSince.remove(partition);
        }
    }

    @Override
    public void close() {
        open = false;
        thread.interrupt();
        admin.close(Duration.ofSeconds(2));
    }
}
