package io.holdfast.agent.host;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A driver that does not return from reads of some files until it recovers.
final class TestingSickDriver {
    private final Set<String> hanging = new HashSet<>();
    private final List<String> reads = new ArrayList<>();

    synchronized void hangOn(String path) {
        hanging.add(path);
    }

    synchronized void recover() {
        hanging.clear();
        notifyAll();
    }

    synchronized Attribute<String> read(String path) {
        reads.add(path);
        notifyAll();
        while (hanging.contains(path)) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new AssertionError("a read in the kernel cannot be interrupted", e);
            }
        }
        return new Attribute.Value<>(path, "ok");
    }

    synchronized long readsOf(String path) {
        return reads.stream().filter(path::equals).count();
    }

    /// Returns when someone is reading the file.
    synchronized void awaitReaderOf(String path) throws InterruptedException {
        while (!reads.contains(path)) {
            wait();
        }
    }
}
