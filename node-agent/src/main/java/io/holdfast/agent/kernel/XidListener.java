package io.holdfast.agent.kernel;

/// Hears of XID errors as NVML tells them, in a thread of the watch.
public interface XidListener {
    /// A GPU had an error. The kernel log has it too, with its text; this is a second sign of the same fault.
    ///
    /// @param address `0000:3b:00.0`
    /// @param xid 999 where NVML does not know which
    void xid(String address, long xid);

    /// No more is heard from now on.
    ///
    /// @param why such as `GPU is lost`
    void ended(String why);
}
