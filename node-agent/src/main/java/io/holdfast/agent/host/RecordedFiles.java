package io.holdfast.agent.host;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The files of a recorded host. They may be edited or replaced between two reads, so each read opens anew.
///
/// Files that refused to be read when the host was recorded are listed in `unreadable.yaml` at the top of the folder,
/// and refuse again:
///
/// ```yaml
/// - path: /sys/bus/pci/devices/0000:17:00.0/vpd
///   why: unreadable                 # or not-permitted, timeout
///   detail: Input/output error
/// ```
final class RecordedFiles implements FileSource {
    /// At the top of the folder.
    static final String FILE = "unreadable.yaml";

    private enum Why {
        UNREADABLE,
        NOT_PERMITTED,
        TIMEOUT
    }

    private record Refusal(String path, Why why, String detail) {
        static Map<String, Refusal> byPath(List<RecordedRows.Row> rows) {
            return rows.stream()
                    .map(Refusal::of)
                    .collect(Collectors.toMap(Refusal::path, row -> row, (first, _) -> first));
        }

        private static Refusal of(RecordedRows.Row row) {
            if (!row.text("path").startsWith("/")) {
                throw row.error("path", "expected an absolute path of the host");
            }
            Why why = switch (row.text("why")) {
                case "unreadable" -> Why.UNREADABLE;
                case "not-permitted" -> Why.NOT_PERMITTED;
                case "timeout" -> Why.TIMEOUT;
                case String other ->
                    throw row.error("why", "\"" + other + "\": expected unreadable, not-permitted or timeout");
            };
            return new Refusal(row.text("path"), why, row.text("detail"));
        }

        Attribute<byte[]> again() {
            return switch (why) {
                case UNREADABLE -> new Attribute.Unreadable<>(path, detail);
                case NOT_PERMITTED -> new Attribute.NotPermitted<>(path, detail);
                case TIMEOUT -> new Attribute.TimedOut<>(path, detail);
            };
        }
    }

    private final RootedPaths paths;
    private final RecordedRows<Map<String, Refusal>> refusals;

    RecordedFiles(RootedPaths paths) {
        this.paths = paths;
        this.refusals =
                new RecordedRows<>(paths.root().resolve(FILE), Set.of("path", "why", "detail"), Refusal::byPath);
        refusals.read();
    }

    @Override
    public Attribute<byte[]> read(String path, int cap) {
        Optional<Refusal> refusal = Optional.ofNullable(refusals.read().get(path));
        if (refusal.isPresent()) {
            return refusal.get().again();
        }
        try {
            return new Attribute.Value<>(path, FileReads.once(paths.file(path), cap));
        } catch (IOException e) {
            return Errno.attribute(path, e);
        }
    }
}
