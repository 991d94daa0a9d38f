package io.holdfast.protocol.wire;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The masters that session keys are derived from, by key id. While one is replaced, two are valid.
public final class MasterKeys {
    private final String current;
    private final Map<String, byte[]> masters;

    /// @param current key id that new enrolments get
    public MasterKeys(String current, Map<String, byte[]> masters) {
        if (!masters.containsKey(current)) {
            throw new IllegalArgumentException("no master key with id \"" + current + "\"");
        }
        masters.forEach((id, master) -> {
            if (master.length < 32) {
                throw new IllegalArgumentException(
                        "master key \"" + id + "\" has " + master.length + " bytes; expected 32 or more");
            }
        });
        this.current = current;
        this.masters = new TreeMap<>(masters);
    }

    public String current() {
        return current;
    }

    public Optional<byte[]> master(String keyId) {
        return Optional.ofNullable(masters.get(keyId));
    }
}
