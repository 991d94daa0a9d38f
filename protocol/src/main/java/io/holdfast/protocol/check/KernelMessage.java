package io.holdfast.protocol.check;

import io.holdfast.protocol.fact.CheckId;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// A message of the kernel's log that says something about a machine's health.
///
/// @param check the check it belongs to
/// @param contains a part that every such message has; the pattern is only tried where it stands
/// @param pattern found in a message; its group `on` names the instance, with `port` the port
/// @param on what the instance is
/// @param as a word before the message, by which its severity is told; may be empty
/// @param sticky how long it is open after the last such message; empty for the rest of the boot
/// @param isEnd the message says that it is over
public record KernelMessage(
        CheckId check, String contains, Pattern pattern, On on, String as, Optional<Duration> sticky, boolean isEnd) {

    /// What a message is about.
    public enum On {
        /// The node as a whole.
        NODE,
        /// A PCI function.
        PCI,
        /// A port of an RDMA device.
        PORT,
        /// A network interface.
        NETDEV,
        /// A disk, array or file system by its device name.
        DISK
    }
}
