package io.holdfast.aggregator.web;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Keeps refused requests from filling the audit trail: of each source a few a minute are written down, the others are
/// counted and told in one record when the minute is over. Of many sources at once those that come late share one
/// count, so that a minute writes at most 606 records however many ask.
final class Refusals {
    static final int WRITTEN = 5;
    static final int SOURCES = 100;
    static final String OTHERS = "others";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Map<String, Window> windows = new HashMap<>();

    private static final class Window {
        private final Instant from;
        private long refused;

        Window(Instant from) {
            this.from = from;
        }
    }

    /// What was counted and not written down.
    ///
    /// @param source address
    record Left(String source, Instant from, long requests) {}

    /// Whether a refused request is to be written down by itself.
    synchronized boolean isWritten(String source, Instant now) {
        String counted = windows.containsKey(source) || windows.size() < SOURCES ? source : OTHERS;
        Window window = windows.computeIfAbsent(counted, _ -> new Window(now));
        window.refused++;
        return window.refused <= WRITTEN;
    }

    /// Those whose minute is over, and forgets them.
    synchronized List<Left> over(Instant now) {
        return taken(now.minus(MINUTE));
    }

    /// All of them, and forgets them.
    synchronized List<Left> all() {
        return taken(Instant.MAX);
    }

    private List<Left> taken(Instant until) {
        List<Left> left = windows.entrySet().stream()
                .filter(entry -> !entry.getValue().from.isAfter(until))
                .map(entry -> new Left(entry.getKey(), entry.getValue().from, entry.getValue().refused - WRITTEN))
                .toList();
        left.forEach(one -> windows.remove(one.source()));
        return left.stream().filter(one -> one.requests() > 0).toList();
    }
}
