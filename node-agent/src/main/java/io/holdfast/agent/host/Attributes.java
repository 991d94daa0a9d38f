package io.holdfast.agent.host;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Text files of one folder that were read together: those of a device in one visit of it.
public final class Attributes {
    private final String folder;
    private final Map<String, Attribute<String>> reads = new HashMap<>();

    private Attributes(String folder) {
        this.folder = folder;
    }

    /// Reads them.
    ///
    /// @param names of the files, `state` or `ports/1/state`
    public static Attributes of(HostRoot host, String folder, List<String> names) {
        Attributes attributes = new Attributes(folder);
        List<Attribute<String>> reads = host.readAll(folder, names);
        for (int at = 0; at < names.size(); at++) {
            attributes.reads.put(names.get(at), reads.get(at));
        }
        return attributes;
    }

    /// One of those that were asked for.
    public Attribute<String> get(String name) {
        return Optional.ofNullable(reads.get(name))
                .orElseThrow(() -> new IllegalArgumentException(name + " of " + folder + " was not asked for"));
    }
}
