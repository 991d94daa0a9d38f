package io.holdfast.agent.parse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What GRUB will pass to the kernel.
public final class Grub {
    private static final Pattern ASSIGNMENT = Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)(\\+?)=(.*)");
    private static final Pattern LINUX = Pattern.compile("\\s*linux(?:16|efi)?\\s+(\\S+)\\s*(.*)");
    private static final Pattern SET = Pattern.compile("\\s*set\\s+([A-Za-z_][A-Za-z0-9_]*)=(.*)");

    private Grub() {}

    /// The line of the menu's first kernel in `grub.cfg`, spelt as the kernel will show it in `/proc/cmdline`.
    ///
    /// Variables that an earlier `set` gives a plain value are replaced; others (`$vt_handoff`) stand for nothing.
    /// Which entry is the default is not judged here: a saved default or a submenu may choose another one.
    public static Optional<String> firstKernelLine(String grubConfig) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String line : grubConfig.lines().toList()) {
            Matcher set = SET.matcher(line);
            if (set.matches()) {
                variables.put(set.group(1), ShellWords.expand(set.group(2), variables));
            }
            Matcher linux = LINUX.matcher(line);
            if (linux.matches()) {
                return Optional.of(("BOOT_IMAGE=" + linux.group(1) + " " + words(linux.group(2), variables)).strip());
            }
        }
        return Optional.empty();
    }

    /// The parameters that `update-grub` would write for the default entry, from `/etc/default/grub` and the files of
    /// `/etc/default/grub.d` in their order. Without the image and root device, which it finds out itself.
    ///
    /// Empty where no file sets any.
    public static Optional<String> defaults(List<String> files) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String file : files) {
            joined(file).forEach(line -> {
                Matcher assignment = ASSIGNMENT.matcher(line);
                if (assignment.matches()) {
                    String before =
                            assignment.group(2).isEmpty() ? "" : variables.getOrDefault(assignment.group(1), "");
                    variables.put(assignment.group(1), before + ShellWords.expand(assignment.group(3), variables));
                }
            });
        }
        if (!variables.containsKey("GRUB_CMDLINE_LINUX") && !variables.containsKey("GRUB_CMDLINE_LINUX_DEFAULT")) {
            return Optional.empty();
        }
        return Optional.of(Stream.of("GRUB_CMDLINE_LINUX", "GRUB_CMDLINE_LINUX_DEFAULT")
                .map(name -> variables.getOrDefault(name, "").strip())
                .filter(value -> !value.isEmpty())
                .collect(Collectors.joining(" ")));
    }

    /// Lines with those that end in `\` joined to the next.
    private static Stream<String> joined(String file) {
        return file.replace("\\\n", "").lines();
    }

    private static String words(String text, Map<String, String> variables) {
        return Stream.of(text.strip().split("\\s+", -1))
                .map(word -> word.indexOf('$') < 0 ? word : ShellWords.expand(word, variables))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
