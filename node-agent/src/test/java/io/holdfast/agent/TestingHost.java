package io.holdfast.agent;

import io.holdfast.agent.host.HostRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// Builds a recorded host, file by file.
public final class TestingHost {
    private final Path root;
    private final StringBuilder commands = new StringBuilder();
    private int outputs;

    public TestingHost(Path root) {
        this.root = root;
    }

    public TestingHost file(String path, String text) {
        return file(path, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    public TestingHost file(String path, byte[] bytes) {
        try {
            Files.createDirectories(at(path).getParent());
            Files.write(at(path), bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TestingHost folder(String path) {
        try {
            Files.createDirectories(at(path));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A relative link, as sysfs has them.
    public TestingHost link(String path, String target) {
        try {
            Path folder = Objects.requireNonNull(at(path).getParent());
            Files.createDirectories(folder);
            Files.createSymbolicLink(at(path), folder.relativize(at(target)));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TestingHost command(List<String> argv, int exit, String stdout) {
        String name = "output-" + outputs++;
        commands.append(
                "- argv: [\"%s\"]%n  exit: %d%n  stdout: %s%n".formatted(String.join("\", \"", argv), exit, name));
        file("/" + name, stdout.getBytes(StandardCharsets.UTF_8));
        return file("/commands.yaml", commands.toString());
    }

    /// A PCI function below others: `tree("0000:00:01.0", "0000:01:00.0")` puts the second behind the first.
    public TestingHost pci(String classCode, String vendorAndDevice, String... chain) {
        String address = chain[chain.length - 1];
        String real =
                "/sys/devices/pci" + chain[0].substring(0, chain[0].lastIndexOf(':')) + "/" + String.join("/", chain);
        link("/sys/bus/pci/devices/" + address, real);
        return file(real + "/class", classCode)
                .file(real + "/vendor", "0x" + vendorAndDevice.substring(0, 4))
                .file(real + "/device", "0x" + vendorAndDevice.substring(5));
    }

    /// An attribute of a PCI function.
    public TestingHost pciFile(String address, String name, String text) {
        return file("/sys/bus/pci/devices/" + address + "/" + name, text);
    }

    public HostRoot build() {
        return HostRoot.at(root);
    }

    private Path at(String path) {
        return root.resolve(path.substring(1));
    }
}
