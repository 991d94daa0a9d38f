package io.holdfast.agent.parse;

import java.util.List;

/// What `ovs-vsctl` prints.
public final class OvsText {
    private OvsText() {}

    /// Names, one a line: bridges, or ports of one.
    public static List<String> names(String output) {
        return output.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    /// A value that the database has or has not: quoted, and empty where it is not set.
    public static boolean isTrue(String output) {
        return output.strip().replace("\"", "").equals("true");
    }
}
