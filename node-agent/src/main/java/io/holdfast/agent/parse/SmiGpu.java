package io.holdfast.agent.parse;

import io.holdfast.protocol.fact.DeviceId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One GPU as nvidia-smi describes it: raw texts, not yet values.
///
/// @param address empty for `nvidia-smi -L`, which names none
/// @param values what was said, by field; a field that this driver does not know is not there
/// @param mig its MIG devices
public record SmiGpu(Optional<DeviceId> address, Map<SmiField, String> values, List<Mig> mig) {
    public SmiGpu {
        values = java.util.Collections.unmodifiableMap(new EnumMap<>(values));
        mig = List.copyOf(mig);
    }

    /// A MIG device. `-L` says only the profile, the long forms only the sizes.
    ///
    /// @param profile `1g.10gb`, or empty text
    /// @param multiprocessors as printed, or empty text
    /// @param memory as printed (`19968 MiB`), or empty text
    public record Mig(String profile, String multiprocessors, String memory) {}

    public Optional<String> value(SmiField field) {
        return Optional.ofNullable(values.get(field));
    }

    /// Collects the texts of one GPU; of several names of one field the preferred one wins.
    static final class Draft {
        private final EnumMap<SmiField, String> values = new EnumMap<>(SmiField.class);
        private final EnumMap<SmiField, Integer> ranks = new EnumMap<>(SmiField.class);

        void put(List<SmiField.Slot> slots, String text) {
            for (SmiField.Slot slot : slots) {
                Integer known = ranks.get(slot.field());
                if (known == null || slot.rank() < known) {
                    ranks.put(slot.field(), slot.rank());
                    values.put(slot.field(), text);
                }
            }
        }

        Map<SmiField, String> values() {
            return values;
        }

        /// @param id the address the form itself gives, or empty text
        SmiGpu done(String id, List<Mig> mig) {
            Optional<DeviceId> address = DeviceId.parse(id)
                    .or(() -> Optional.ofNullable(values.get(SmiField.BUS_ID)).flatMap(DeviceId::parse));
            return new SmiGpu(address, values, mig);
        }
    }
}
