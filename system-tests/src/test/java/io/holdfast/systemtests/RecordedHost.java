package io.holdfast.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A recorded host that a test writes by hand: a few files of a small Ubuntu machine, each of which may be edited.
record RecordedHost(Path folder) {
    static final String KERNEL = "6.8.0-85-generic";
    private static final String OS_RELEASE = "/proc/sys/kernel/osrelease";

    static RecordedHost in(Path folder) {
        return new RecordedHost(folder)
                .write("/proc/sys/kernel/random/boot_id", "0b2b7c9e-1111-4000-8000-000000000001\n")
                .write("/proc/cmdline", "BOOT_IMAGE=/vmlinuz root=/dev/md0 ro quiet\n")
                .write("/etc/os-release", "ID=ubuntu\nVERSION_ID=\"24.04\"\nPRETTY_NAME=\"Ubuntu 24.04.3 LTS\"\n")
                .write("/sys/class/dmi/id/product_name", "SYS-212GB-FNR\n")
                .write("/sys/class/dmi/id/sys_vendor", "Supermicro\n")
                .withKernel(KERNEL);
    }

    RecordedHost withKernel(String release) {
        return write(OS_RELEASE, release + "\n");
    }

    /// Written beside and moved into place: the agent may read at any moment.
    RecordedHost write(String path, String text) {
        Path file = folder.resolve(path.substring(1));
        try {
            Files.createDirectories(file.getParent());
            Path half = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
