package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The files of a running machine: kernel files stay open between reads, and what may hang is read in a
/// device's lane.
final class LiveFiles implements FileSource {
    private static final int OPEN_FILES = 4096;

    private final RootedPaths paths;
    private final OpenFiles open = new OpenFiles(OPEN_FILES);
    private final RefusedCounters refused = new RefusedCounters();
    private final DeviceLanes lanes;

    LiveFiles(RootedPaths paths, Duration deadline) {
        this.paths = paths;
        this.lanes = DeviceLanes.ofDaemons(deadline);
    }

    @Override
    public Attribute<byte[]> read(String path, int cap) {
        Optional<String> device = FirmwarePaths.device(path);
        return device.isPresent() ? lanes.read(device.get(), path, () -> now(path, cap)) : now(path, cap);
    }

    @Override
    public List<Attribute<byte[]>> readAll(List<String> paths, int cap) {
        Optional<String> device = paths.stream().findFirst().flatMap(FirmwarePaths::device);
        return device.isPresent()
                ? lanes.readAll(device.get(), paths, path -> now(path, cap))
                : FileSource.super.readAll(paths, cap);
    }

    private Attribute<byte[]> now(String path, int cap) {
        Path direct = paths.direct(path);
        Optional<Attribute<byte[]>> refusal = refused.of(path, direct);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        try {
            byte[] content =
                    HostTree.isKernelFile(path) ? open.read(path, direct, cap) : FileReads.once(paths.file(path), cap);
            return new Attribute.Value<>(path, content);
        } catch (IOException e) {
            Attribute<byte[]> failed = Errno.attribute(path, e);
            refused.learn(failed, direct);
            return failed;
        }
    }
}
