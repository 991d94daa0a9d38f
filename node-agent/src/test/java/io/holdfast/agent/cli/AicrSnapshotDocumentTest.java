package io.holdfast.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.protocol.baseline.aicr.AicrReader;
import io.holdfast.protocol.baseline.aicr.AicrSnapshot;
import io.holdfast.protocol.baseline.aicr.AicrSnapshot.Measurement;
import io.holdfast.protocol.baseline.aicr.AicrSnapshot.Subtype;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AicrSnapshotDocumentTest {
    private static final AicrSnapshot SNAPSHOT = new AicrSnapshot(
            Map.of("timestamp", "2026-01-20T10:00:00Z", "version", "0.1.0", "source-node", "gpu-01"),
            List.of(
                    new Measurement(
                            "OS",
                            List.of(
                                    new Subtype("grub", Map.of("ro", "", "dyndbg", "file a +p", "hugepagesz", "2M")),
                                    new Subtype("sysctl", Map.of("/proc/sys/kernel/printk", "4\t4\t1\t7")),
                                    new Subtype("kmod", Map.of("nvidia", "true")),
                                    new Subtype("release", Map.of("VERSION_ID", "24.04")))),
                    new Measurement(
                            "SystemD",
                            List.of(new Subtype(
                                    "containerd.service", Map.of("ActiveState", "active", "NRestarts", "3")))),
                    new Measurement(
                            "GPU", List.of(new Subtype("smi", Map.of("driver", "580.82.07", "gpu-count", "2"))))));

    /// Numbers and flags are what AICR writes as such; every text stands in quotes.
    @Test
    void itIsWrittenAsAicrWritesIt() throws IOException {
        assertEquals("""
                kind: "Snapshot"
                apiVersion: "aicr.nvidia.com/v1alpha1"
                metadata:
                  source-node: "gpu-01"
                  timestamp: "2026-01-20T10:00:00Z"
                  version: "0.1.0"
                measurements:
                - type: "OS"
                  subtypes:
                  - subtype: "grub"
                    data:
                      dyndbg: "file a +p"
                      hugepagesz: "2M"
                      ro: ""
                  - subtype: "sysctl"
                    data:
                      /proc/sys/kernel/printk: "4\\t4\\t1\\t7"
                  - subtype: "kmod"
                    data:
                      nvidia: true
                  - subtype: "release"
                    data:
                      VERSION_ID: "24.04"
                - type: "SystemD"
                  subtypes:
                  - subtype: "containerd.service"
                    data:
                      ActiveState: "active"
                      NRestarts: 3
                - type: "GPU"
                  subtypes:
                  - subtype: "smi"
                    data:
                      driver: "580.82.07"
                      gpu-count: 2
                """, yaml());
    }

    @Test
    void itIsReadBackAsItWas() throws IOException {
        assertEquals(SNAPSHOT, AicrReader.snapshot("snapshot.yaml", yaml()));
    }

    private static String yaml() throws IOException {
        StringWriter out = new StringWriter();
        AicrSnapshotDocument.write(SNAPSHOT, out);
        return out.toString();
    }
}
