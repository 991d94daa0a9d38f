package io.holdfast.agent.host;

import java.util.List;

/// Who reads the files of a host.
interface FileSource {
    /// At most `cap` bytes from the start.
    Attribute<byte[]> read(String path, int cap);

    /// Each of them, in order. They are of one device, or of none.
    default List<Attribute<byte[]>> readAll(List<String> paths, int cap) {
        return paths.stream().map(path -> read(path, cap)).toList();
    }
}
