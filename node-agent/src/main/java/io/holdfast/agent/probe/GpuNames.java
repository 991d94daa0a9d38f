package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.NvidiaProc;
import io.holdfast.protocol.fact.Instance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The addresses of GPUs that a tool names by UUID or by its own count.
///
/// Source: `/proc/driver/nvidia/gpus`, one folder per GPU that the driver holds, named by its address.
final class GpuNames {
    static final String GPUS = "/proc/driver/nvidia/gpus";

    private final List<String> addresses;
    private final Map<String, Instance> byUuid = new HashMap<>();

    GpuNames(HostRoot host) {
        addresses = host.list(GPUS);
        for (String address : addresses) {
            if (host.read(GPUS + "/" + address + "/information")
                    instanceof Attribute.Value<String>(String _, String text)) {
                Optional.ofNullable(NvidiaProc.pairs(text).get("GPU UUID"))
                        .filter(uuid -> !NvidiaProc.isUnset(uuid))
                        .ifPresent(uuid -> byUuid.put(uuid, new Instance(address)));
            }
        }
    }

    /// The UUID itself where its address is not known.
    Instance ofUuid(String uuid) {
        return byUuid.getOrDefault(uuid, new Instance(uuid));
    }

    /// By UUID, else by count where the tool counted as many GPUs as the driver holds: nvidia-smi counts by address.
    Instance of(String uuid, int index, int counted) {
        return Optional.ofNullable(byUuid.get(uuid)).orElseGet(() -> ofIndex(index, counted, uuid));
    }

    Instance ofIndex(int index, int counted, String otherwise) {
        boolean isSame = counted == addresses.size() && index >= 0 && index < counted;
        return new Instance(isSame ? addresses.get(index) : otherwise);
    }
}
