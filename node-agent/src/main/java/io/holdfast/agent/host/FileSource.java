package io.holdfast.agent.host;

/// Who reads the files of a host.
interface FileSource {
    /// At most `cap` bytes from the start.
    Attribute<byte[]> read(String path, int cap);
}
