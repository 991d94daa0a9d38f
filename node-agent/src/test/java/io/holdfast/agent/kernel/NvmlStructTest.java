package io.holdfast.agent.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvmlStructTest {
    @TempDir
    Path folder;

    @Test
    void everyStructIsLaidOutAsTheCompilerOfThisMachineDoesIt() {
        Map<String, Long> compiled = new TreeMap<>();
        TestingNvml.layouts(folder).lines().map(line -> line.split(" ")).forEach(word -> {
            compiled.put(word[0] + " " + word[1], Long.valueOf(word[1].equals("-") ? word[3] : word[2]));
        });

        Map<String, Long> ours = new TreeMap<>();
        for (NvmlStruct struct : NvmlStruct.values()) {
            ours.put(struct + " -", struct.size());
            struct.members().forEach(member -> ours.put(struct + " " + member, struct.offset(member)));
        }
        assertEquals(compiled, ours);
    }

    @Test
    void aVersionedStructSaysItsSizeAndVersion() {
        assertEquals(0x03000028, NvmlStruct.FABRIC_V3.versionWord());
    }
}
