package io.holdfast.agent.host;

import java.io.IOException;

/// The files of a recorded host. They may be edited or replaced between two reads, so each read opens anew.
record RecordedFiles(RootedPaths paths) implements FileSource {
    @Override
    public Attribute<byte[]> read(String path, int cap) {
        try {
            return new Attribute.Value<>(path, FileReads.once(paths.file(path), cap));
        } catch (IOException e) {
            return Errno.attribute(path, e);
        }
    }
}
