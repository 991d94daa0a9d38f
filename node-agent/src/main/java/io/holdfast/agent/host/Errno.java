package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Set;

/// What a failed system call means for a reader.
///
/// Java hides the number behind the C library's text for it (`strerror`), which is English as long as the agent runs
/// with `LC_ALL=C`, as its image and unit set it.
final class Errno {
    /// `ENOENT`, `ENOTDIR`, and `ESRCH` of `/proc/<pid>` files whose process ended.
    private static final Set<String> NOT_THERE =
            Set.of("No such file or directory", "Not a directory", "No such process");

    /// `EPERM`, `EACCES`.
    private static final Set<String> REFUSED = Set.of("Operation not permitted", "Permission denied");

    private Errno() {}

    static <T> Attribute<T> attribute(String path, IOException e) {
        String text = text(e);
        if (isAbsence(e)) {
            return new Attribute.Absent<>(path);
        }
        if (e instanceof AccessDeniedException || REFUSED.contains(text)) {
            return new Attribute.NotPermitted<>(path, text);
        }
        return new Attribute.Unreadable<>(path, text);
    }

    static boolean isAbsence(IOException e) {
        return e instanceof NoSuchFileException || NOT_THERE.contains(text(e));
    }

    /// The C library's words: `Input/output error`.
    static String text(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        String text = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        return text == null ? e.getClass().getSimpleName() : text;
    }
}
