package io.holdfast.agent.report;

import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.Headers;
import io.holdfast.protocol.wire.MessageType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A broker that confirms, keeps waiting or fails, as the test says.
public final class TestingTransport implements Transport {
    private static final long PATIENCE_SECONDS = 30;

    private enum Mood {
        CONFIRMS,
        HANGS,
        FAILS
    }

    private record Waiting(Envelope record, Promise<Void> answer) {}

    private final List<Envelope> confirmed = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final Map<MessageType, Integer> passed = new EnumMap<>(MessageType.class);
    private final List<Predicate<Envelope>> refusals = new ArrayList<>();
    private Throwable refusal = new IllegalStateException();
    private Mood mood = Mood.CONFIRMS;

    @Override
    public synchronized Future<Void> send(Envelope record) {
        if (refusals.stream().anyMatch(one -> one.test(record))) {
            return Future.failedFuture(refusal);
        }
        return switch (mood) {
            case CONFIRMS -> {
                confirmed.add(record);
                notifyAll();
                yield Future.succeededFuture();
            }
            case HANGS -> {
                Promise<Void> answer = Promise.promise();
                waiting.add(new Waiting(record, answer));
                yield answer.future();
            }
            case FAILS -> Future.failedFuture("the broker is away");
        };
    }

    @Override
    public synchronized List<Future<Void>> sendInOrder(List<Envelope> records) {
        List<Future<Void>> answers = new ArrayList<>();
        boolean isTaken = true;
        for (Envelope record : records) {
            Future<Void> answer = isTaken ? send(record) : Future.failedFuture("one before it was not taken");
            isTaken &= !answer.failed();
            answers.add(answer);
        }
        return answers;
    }

    /// From now on nothing is answered.
    public synchronized void hang() {
        mood = Mood.HANGS;
    }

    /// From now on everything fails.
    public synchronized void fail() {
        mood = Mood.FAILS;
    }

    /// Takes all but some.
    public synchronized void refuse(Predicate<Envelope> which, Throwable why) {
        refusals.add(which);
        refusal = why;
    }

    /// Confirms what waits, and from now on everything.
    public synchronized void recover() {
        mood = Mood.CONFIRMS;
        refusals.clear();
        waiting.forEach(one -> {
            confirmed.add(one.record());
            one.answer().complete();
        });
        waiting.clear();
    }

    /// Confirms what waits, but some of it, and from now on everything.
    public synchronized void recoverBut(Predicate<Envelope> failing) {
        List<Waiting> all = List.copyOf(waiting);
        waiting.removeIf(one -> failing.test(one.record()));
        recover();
        all.stream()
                .filter(one -> failing.test(one.record()))
                .forEach(one -> one.answer().fail("the broker went down"));
    }

    /// What was handed over and has no answer.
    public synchronized List<Envelope> unanswered() {
        return waiting.stream().map(Waiting::record).toList();
    }

    /// What was confirmed, in order.
    public synchronized List<Envelope> confirmed() {
        return List.copyOf(confirmed);
    }

    /// Waits for a confirmed record of a type that fits, after those of its type that earlier calls have
    /// passed.
    public synchronized Envelope awaitNext(MessageType type, Predicate<Envelope> fits) {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (true) {
                List<Envelope> all = confirmed(type);
                for (int i = passed.getOrDefault(type, 0); i < all.size(); i++) {
                    if (fits.test(all.get(i))) {
                        passed.put(type, i + 1);
                        return all.get(i);
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(giveUp - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("no such record in " + PATIENCE_SECONDS + " s");
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean is(Envelope record, MessageType type) {
        return record.header(Headers.TYPE).equals(Optional.of(type.word()));
    }

    public List<Envelope> confirmed(MessageType type) {
        return confirmed().stream().filter(record -> is(record, type)).toList();
    }
}
