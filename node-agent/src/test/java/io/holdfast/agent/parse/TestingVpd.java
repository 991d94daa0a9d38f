package io.holdfast.agent.parse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes vital product data as a card holds it.
public final class TestingVpd {
    private TestingVpd() {}

    /// A name and read-only fields.
    ///
    /// @param fields two letters and a value, in turns
    public static byte[] of(String name, String... fields) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int at = 0; at + 1 < fields.length; at += 2) {
            byte[] value = fields[at + 1].getBytes(StandardCharsets.ISO_8859_1);
            content.writeBytes(fields[at].getBytes(StandardCharsets.ISO_8859_1));
            content.write(value.length);
            content.writeBytes(value);
        }
        ByteArrayOutputStream vpd = new ByteArrayOutputStream();
        resource(vpd, 0x82, name.getBytes(StandardCharsets.ISO_8859_1));
        resource(vpd, 0x90, content.toByteArray());
        vpd.write(0x78);
        return vpd.toByteArray();
    }

    private static void resource(ByteArrayOutputStream vpd, int tag, byte[] content) {
        vpd.write(tag);
        vpd.write(content.length & 0xff);
        vpd.write(content.length >> 8);
        vpd.writeBytes(content);
    }
}
