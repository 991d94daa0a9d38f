package io.holdfast.agent.parse;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.protocol.fact.DeviceId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The output of `devlink dev info`, as text or with `-j` as JSON: handles, and below each its versions in
/// the groups fixed, running and stored.
public final class DevlinkText {
    /// What mlx5 prints when it could not read the flash.
    private static final String UNREADABLE = "255.255.65535";

    /// Firmware of one device. Empty where devlink names none.
    public record Firmware(Optional<String> running, Optional<String> stored, Optional<String> psid) {
        /// Whether the stored version stands for a read that failed.
        public boolean storedUnreadable() {
            return stored.filter(UNREADABLE::equals).isPresent();
        }
    }

    private DevlinkText() {}

    /// By PCI address. Handles that are no PCI functions (`auxiliary/mlx5_core.eth.0`) have no versions.
    public static Map<DeviceId, Firmware> parse(String output) {
        Optional<JsonNode> json = Json.object(output);
        return json.isPresent() ? fromJson(json.get()) : fromText(output);
    }

    private static Map<DeviceId, Firmware> fromJson(JsonNode document) {
        Map<DeviceId, Firmware> devices = new LinkedHashMap<>();
        document.path("info")
                .properties()
                .forEach(entry -> handle(entry.getKey()).ifPresent(device -> {
                    JsonNode versions = entry.getValue().path("versions");
                    devices.put(
                            device,
                            new Firmware(
                                    Json.text(versions.path("running").path("fw.version")),
                                    Json.text(versions.path("stored").path("fw.version")),
                                    Json.text(versions.path("fixed").path("fw.psid"))));
                }));
        return devices;
    }

    private static Map<DeviceId, Firmware> fromText(String output) {
        Map<DeviceId, Firmware> devices = new LinkedHashMap<>();
        Optional<DeviceId> device = Optional.empty();
        String group = "";
        for (String line : output.lines().toList()) {
            String content = line.strip();
            if (!line.startsWith(" ") && content.endsWith(":")) {
                device = handle(content.substring(0, content.length() - 1));
                device.ifPresent(id ->
                        devices.putIfAbsent(id, new Firmware(Optional.empty(), Optional.empty(), Optional.empty())));
            } else if (content.endsWith(":")) {
                group = content.substring(0, content.length() - 1);
            } else {
                String key = Words.first(content);
                String value = content.substring(key.length()).strip();
                String where = group + "/" + key;
                device.ifPresent(id -> devices.computeIfPresent(id, (_, known) -> with(known, where, value)));
            }
        }
        return devices;
    }

    private static Firmware with(Firmware known, String where, String value) {
        return switch (where) {
            case "running/fw.version" -> new Firmware(Optional.of(value), known.stored(), known.psid());
            case "stored/fw.version" -> new Firmware(known.running(), Optional.of(value), known.psid());
            case "fixed/fw.psid" -> new Firmware(known.running(), known.stored(), Optional.of(value));
            default -> known;
        };
    }

    private static Optional<DeviceId> handle(String handle) {
        return handle.startsWith("pci/") ? DeviceId.parse(handle.substring(4)) : Optional.empty();
    }
}
