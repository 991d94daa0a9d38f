package io.holdfast.standalone.simulate;

/// One way in which a made-up node differs from its peers for a while.
sealed interface Oddity {
    /// A GPU has remapped a memory row and waits for a reset.
    record RowRemapPending(int gpu) implements Oddity {}

    /// A GPU answers no more: the driver shows one less than the bus.
    record GpuLost(int gpu) implements Oddity {}

    /// The port of a network card is down.
    record LinkDown(int card) implements Oddity {}

    /// The link of a network card trained with half its lanes.
    record LinkNarrow(int card) implements Oddity {}

    /// A GPU slows down because it is hot.
    record Hot(int gpu) implements Oddity {}

    /// Another driver than the fleet's, until somebody installs the right one.
    record OtherDriver(String version) implements Oddity {}

    /// A setting below `/proc/sys` has another value than the fleet's.
    record OtherSetting(String name, long value) implements Oddity {}

    /// A network card runs an older firmware than the fleet's.
    record OldFirmware(int card, String version) implements Oddity {}

    /// It was booted with another kernel than the fleet's.
    record OtherKernel(String release) implements Oddity {}

    /// Nothing is heard of it. Afterwards it is in the same boot: only the agent was away.
    record Away() implements Oddity {}

    /// Nothing is heard of it while it boots. Afterwards it has another boot id.
    record Rebooting() implements Oddity {}

    /// Whether a node in this state says nothing.
    default boolean isSilent() {
        return switch (this) {
            case Away _, Rebooting _ -> true;
            case RowRemapPending _,
                    GpuLost _,
                    LinkDown _,
                    LinkNarrow _,
                    Hot _,
                    OtherDriver _,
                    OtherSetting _,
                    OldFirmware _,
                    OtherKernel _ -> false;
        };
    }
}
