package io.holdfast.agent.parse;

import java.util.LinkedHashSet;
import java.util.Set;

/// `/proc/<pid>/net/route`: a header, then interface, destination and gateway in hexadecimal, and more.
public final class RouteTable {
    private RouteTable() {}

    /// The interfaces that a default route leaves by.
    public static Set<String> defaults(String text) {
        Set<String> interfaces = new LinkedHashSet<>();
        text.lines().skip(1).forEach(line -> {
            String[] fields = line.strip().split("\\s+", -1);
            boolean isDefault = fields.length >= 8 && fields[1].equals("00000000") && fields[7].equals("00000000");
            if (isDefault) {
                interfaces.add(fields[0]);
            }
        });
        return interfaces;
    }
}
