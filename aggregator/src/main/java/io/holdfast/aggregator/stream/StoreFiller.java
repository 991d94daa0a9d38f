package io.holdfast.aggregator.stream;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/// Copies a compacted topic into the store that others read.
final class StoreFiller extends ContextualProcessor<String, byte[], Void, Void> {
    private final String store;

    StoreFiller(String store) {
        this.store = store;
    }

    @Override
    public void process(Record<String, byte[]> record) {
        KeyValueStore<String, byte[]> filled = context().getStateStore(store);
        if (record.value() == null) {
            filled.delete(record.key());
        } else {
            filled.put(record.key(), record.value());
        }
    }
}
