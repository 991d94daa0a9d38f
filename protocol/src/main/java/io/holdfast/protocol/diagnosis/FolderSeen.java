package io.holdfast.protocol.diagnosis;

import java.util.Locale;

/// A folder that a program has to write to, after something was written there, flushed and deleted again.
public sealed interface FolderSeen {
    /// Below this a database or a broker's client soon stands still.
    long SCARCE_BYTES = 64L << 20;

    String path();

    /// What was written could be read back.
    ///
    /// @param free bytes that this program may still write
    record Writable(String path, long free) implements FolderSeen {}

    /// Something could not be written.
    ///
    /// @param why as the kernel says it
    record Refused(String path, String why) implements FolderSeen {}

    /// What that means.
    default Remark judge() {
        return switch (this) {
            case Writable(String path, long free)
            when free < SCARCE_BYTES -> full(path, free / (1 << 20) + " MiB free");
            case Writable(String path, long free) ->
                new Remark.Well("data folder", path + " can be written, " + free / (1 << 20) + " MiB free");
            case Refused(String path, String why)
            when has(why, "no space left") || has(why, "quota exceeded") -> full(path, why);
            case Refused(String path, String why)
            when has(why, "read-only file system") ->
                new Remark.Fault(
                        "read-only-folder",
                        "the data folder is read-only",
                        path + ": " + why,
                        "mount it writable, or name another with --data");
            case Refused(String path, String why) ->
                new Remark.Fault(
                        "folder-not-writable",
                        "the data folder cannot be written",
                        path + ": " + why,
                        "give it to the user that this program runs as, or name another with --data");
        };
    }

    private static Remark full(String path, String evidence) {
        return new Remark.Fault(
                "full-disk",
                "the disk of the data folder is full",
                path + ": " + evidence,
                "free at least " + SCARCE_BYTES / (1 << 20)
                        + " MiB; until then events are lost when this process ends");
    }

    private static boolean has(String why, String words) {
        return why.toLowerCase(Locale.ROOT).contains(words);
    }
}
