package io.holdfast.agent.memory;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/// The way to the memory from the event loop: one request after another, in one other thread. A disk that
/// hangs holds up
/// what is to be remembered and nothing else.
public final class MemoryLane {
    private final Memory memory;
    private final Executor thread;

    /// @param thread runs one task at a time, in order
    public MemoryLane(Memory memory, Executor thread) {
        this.memory = memory;
        this.thread = thread;
    }

    public <T> Future<T> ask(Function<Memory, T> question) {
        Promise<T> answer = Promise.promise();
        Runnable task = () -> {
            try {
                answer.complete(question.apply(memory));
            } catch (RuntimeException e) {
                answer.fail(e);
            }
        };
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            answer.fail(e);
        }
        return answer.future();
    }

    public Future<Void> tell(Consumer<Memory> order) {
        return ask(memory -> {
                    order.accept(memory);
                    return true;
                })
                .mapEmpty();
    }
}
