package io.holdfast.agent.kernel;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The structs of NVML that are read, laid out as C lays them out: every member at a multiple of its own size.
///
/// A versioned struct says its version and size in its first member, `version`; a driver that knows another one
/// refuses with `ARGUMENT_VERSION_MISMATCH`.
public enum NvmlStruct {
    MEMORY(0, wide("total"), wide("free"), wide("used")),
    BAR1_MEMORY(0, wide("bar1Total"), wide("bar1Free"), wide("bar1Used")),
    REMAPPER_HISTOGRAM(0, whole("max"), whole("high"), whole("partial"), whole("low"), whole("none")),
    SRAM_STATUS_V1(
            1,
            whole("version"),
            wide("aggregateUncParity"),
            wide("aggregateUncSecDed"),
            wide("aggregateCor"),
            wide("volatileUncParity"),
            wide("volatileUncSecDed"),
            wide("volatileCor"),
            wide("aggregateUncBucketL2"),
            wide("aggregateUncBucketSm"),
            wide("aggregateUncBucketPcie"),
            wide("aggregateUncBucketMcu"),
            wide("aggregateUncBucketOther"),
            whole("bThresholdExceeded")),
    REPAIR_V1(1, whole("version"), whole("bChannelRepairPending"), whole("bTpcRepairPending")),
    TEMPERATURE_V1(1, whole("version"), whole("sensorType"), whole("temperature")),
    MARGIN_V1(1, whole("version"), whole("marginTemperature")),
    ADDRESSING_V1(1, whole("version"), whole("value")),
    FABRIC_V3(
            3,
            whole("version"),
            bytes("clusterUuid", 16),
            whole("status"),
            whole("cliqueId"),
            bytes("state", 1),
            whole("healthMask"),
            bytes("healthSummary", 1)),
    FIELD_VALUE(
            0,
            whole("fieldId"),
            whole("scopeId"),
            wide("timestamp"),
            wide("latencyUsec"),
            whole("valueType"),
            whole("nvmlReturn"),
            wide("value")),
    EVENT_DATA(
            0,
            wide("device"),
            wide("eventType"),
            wide("eventData"),
            whole("gpuInstanceId"),
            whole("computeInstanceId"));

    private final int version;
    private final StructLayout layout;

    NvmlStruct(int version, MemoryLayout... members) {
        this.version = version;
        this.layout = padded(members);
    }

    private static MemoryLayout whole(String name) {
        return ValueLayout.JAVA_INT.withName(name);
    }

    private static MemoryLayout wide(String name) {
        return ValueLayout.JAVA_LONG.withName(name);
    }

    private static MemoryLayout bytes(String name, int count) {
        return MemoryLayout.sequenceLayout(count, ValueLayout.JAVA_BYTE).withName(name);
    }

    private static StructLayout padded(MemoryLayout... members) {
        List<MemoryLayout> laid = new ArrayList<>();
        long end = 0;
        for (MemoryLayout member : members) {
            end = pad(laid, end, member.byteAlignment()) + member.byteSize();
            laid.add(member);
        }
        long widest = Arrays.stream(members)
                .mapToLong(MemoryLayout::byteAlignment)
                .max()
                .orElse(1);
        pad(laid, end, widest);
        return MemoryLayout.structLayout(laid.toArray(MemoryLayout[]::new));
    }

    private static long pad(List<MemoryLayout> laid, long end, long alignment) {
        long gap = (alignment - end % alignment) % alignment;
        if (gap > 0) {
            laid.add(MemoryLayout.paddingLayout(gap));
        }
        return end + gap;
    }

    public long size() {
        return layout.byteSize();
    }

    /// The names of the members, in order.
    public List<String> members() {
        return layout.memberLayouts().stream()
                .flatMap(member -> member.name().stream())
                .toList();
    }

    public long offset(String member) {
        return layout.byteOffset(PathElement.groupElement(member));
    }

    /// What stands in the first member of a versioned struct: its size, and its version in the highest byte.
    int versionWord() {
        return (int) size() | version << 24;
    }

    boolean isVersioned() {
        return version > 0;
    }

    /// A struct that NVML filled in.
    public record Filled(NvmlStruct struct, MemorySegment memory) {
        /// A member as a number: of four bytes with its sign, of one byte without.
        public long number(String member) {
            MemoryLayout layout = struct.layout.select(PathElement.groupElement(member));
            long offset = struct.offset(member);
            return switch ((int) layout.byteSize()) {
                case 1 -> memory.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
                case 4 -> memory.get(ValueLayout.JAVA_INT, offset);
                default -> memory.get(ValueLayout.JAVA_LONG, offset);
            };
        }

        public byte[] bytes(String member) {
            MemoryLayout layout = struct.layout.select(PathElement.groupElement(member));
            return memory.asSlice(struct.offset(member), layout.byteSize()).toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
