package io.holdfast.agent.host;

/// Where a tool of the host was found.
///
/// @param root `/`, or the root of a driver container, in which the tool is run by `chroot`: it needs the libraries
/// there
/// @param path as seen from that root
public record ToolPlace(String root, String path) {
    static final String HOST = "/";

    boolean isOnHost() {
        return root.equals(HOST);
    }

    /// The path on the host: `/run/nvidia/driver/usr/bin/nvidia-smi`.
    public String onHost() {
        return isOnHost() ? path : root + path;
    }

    @Override
    public String toString() {
        return isOnHost() ? path : path + " in " + root;
    }
}
