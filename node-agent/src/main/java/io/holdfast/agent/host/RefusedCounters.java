package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Counters that a card has refused to give. Restricted physical functions and some virtual ones refuse theirs, and
/// each such read prints `ACCESS_REG ... failed` into the kernel's log: so a file that refused once is not read again.
///
/// A refusal holds for the inode: it ends with the device, as when its driver is loaded anew, and with the boot, which
/// ends this process.
final class RefusedCounters {
    private static final Pattern COUNTER =
            Pattern.compile("/sys/.*?/infiniband/[^/]+/(ports/\\d+/)?(hw_)?counters/[^/]+");

    /// `EINVAL`, `EOPNOTSUPP`: an answer, where `EIO` and `ENODEV` may pass.
    private static final Set<String> LASTING = Set.of("Invalid argument", "Operation not supported");

    private record Refusal(Object inode, Attribute.Unreadable<byte[]> answer) {}

    private final Map<String, Refusal> known = new ConcurrentHashMap<>();

    /// The answer of a file that has refused before; empty for all others.
    Optional<Attribute<byte[]>> of(String path, Path file) {
        Optional<Refusal> refusal = Optional.ofNullable(known.get(path));
        if (refusal.isEmpty()) {
            return Optional.empty();
        }
        if (inode(file).filter(refusal.get().inode()::equals).isPresent()) {
            return Optional.of(refusal.get().answer());
        }
        known.remove(path);
        return Optional.empty();
    }

    /// Remembers a counter's refusal. Everything else passes by.
    void learn(Attribute<byte[]> failed, Path file) {
        if (failed instanceof Attribute.Unreadable<byte[]> answer
                && LASTING.contains(answer.detail())
                && COUNTER.matcher(answer.path()).matches()) {
            inode(file).ifPresent(inode -> known.put(answer.path(), new Refusal(inode, answer)));
        }
    }

    private static Optional<Object> inode(Path file) {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
