package io.holdfast.protocol.fact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"gpu.driver.version", "sysctl.vm.max_map_count", "nic.nvconfig.SRIOV_EN", "a.b@c:d-e", "p0_.0"})
    void aCheckIsDottedWords(String text) {
        assertEquals(text, new CheckId(text).text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "gpu", ".gpu", "gpu.", "gpu..x", "Gpu.x", "0gpu.x", "gpU.x", "g-p.x", "gpu.x y", "gpu.ä", "_a.b"
            })
    void whatIsNoCheckIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> new CheckId(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lab/n1", "a/b", "lab-2/gpu-0001.example.com", "0/0"})
    void aNodeIsAClusterAndAName(String text) {
        assertEquals(text, NodeId.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n1",
                "/n1",
                "lab/",
                "Lab/n1",
                "lab/N1",
                "la.b/n1",
                "-lab/n1",
                "lab-/n1",
                "lab/.n1",
                "lab/n1.",
                "lab/n1/x",
                "lab/n#1"
            })
    void whatIsNoNodeIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> NodeId.parse(text));
    }

    @ParameterizedTest
    @ValueSource(ints = {63, 64})
    void aClusterHasAtMost63Letters(int letters) {
        String cluster = "a".repeat(letters);
        if (letters <= 63) {
            assertEquals(cluster, new NodeId(cluster, "n1").cluster());
        } else {
            assertThrows(IllegalArgumentException.class, () -> new NodeId(cluster, "n1"));
        }
    }
}
