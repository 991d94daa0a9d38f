package io.holdfast.aggregator.stream;

import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/// Copies a compacted topic into the store that others read.
final class StoreFiller extends ContextualProcessor<String, byte[], Void, Void> {
    private final String store;
    private final Consumer<String> onFilled;

    /// Prepares to fill.
    ///
    /// @param onFilled told the key once its new value can be read; not while a store is restored
    StoreFiller(String store, Consumer<String> onFilled) {
        this.store = store;
        this.onFilled = onFilled;
    }

    @Override
    public void process(Record<String, byte[]> record) {
        KeyValueStore<String, byte[]> filled = context().getStateStore(store);
        if (record.value() == null) {
            filled.delete(record.key());
        } else {
            filled.put(record.key(), record.value());
        }
        onFilled.accept(record.key());
    }
}
