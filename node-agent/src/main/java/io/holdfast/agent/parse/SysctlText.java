package io.holdfast.agent.parse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Files below `/proc/sys` as AICR names them.
public final class SysctlText {
    private SysctlText() {}

    /// One file's settings by path. A file of several lines that all read `<key> <value>` gives one setting for each,
    /// the key behind the path (`/proc/sys/dev/cdrom/info/...`); any other gives its text.
    public static Map<String, String> settings(String path, String text) {
        List<String> lines =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        Map<String, String> settings = new LinkedHashMap<>();
        for (String line : lines) {
            String[] words = line.split("\\s+", 2);
            if (lines.size() < 2 || words.length < 2) {
                return Map.of(path, text.strip());
            }
            settings.put(path + "/" + words[0], words[1].replaceAll("\\s+", " "));
        }
        return lines.isEmpty() ? Map.of(path, "") : settings;
    }
}
