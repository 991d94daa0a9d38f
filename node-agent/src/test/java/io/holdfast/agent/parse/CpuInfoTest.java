package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CpuInfoTest {
    @Test
    void coresAreCountedPerPackage() {
        CpuInfo info = CpuInfo.parse("""
                processor\t: 0
                model name\t: Intel(R) Xeon(R)
                physical id\t: 0
                core id\t\t: 0
                flags\t\t: fpu hypervisor

                processor\t: 1
                physical id\t: 1
                core id\t\t: 0
                """);

        assertEquals(2, info.processors().size());
        assertEquals(Optional.of(2L), info.distinct("physical id"));
        assertEquals(Optional.of(2L), info.distinct("physical id", "core id"));
        assertEquals(Optional.of("Intel(R) Xeon(R)"), info.model());
        assertEquals(Optional.of(true), info.hasHypervisor());
    }

    @Test
    void powerHasNoTopologyAndNamesTheMachineAtTheEnd() {
        CpuInfo info = CpuInfo.parse("""
                processor\t: 0
                cpu\t\t: POWER9, altivec supported

                timebase\t: 512000000
                platform\t: PowerNV
                """);

        assertEquals(Optional.of("POWER9, altivec supported"), info.model());
        assertEquals(Optional.empty(), info.distinct("physical id"));
        assertEquals(Optional.empty(), info.hasHypervisor());
        assertEquals("PowerNV", info.machine().get("platform"));
    }

    @Test
    void nonsenseHasNoProcessors() {
        assertEquals(0, CpuInfo.parse("\n:\nx").processors().size());
        assertEquals(Optional.empty(), CpuInfo.parse("").distinct("core id"));
    }
}
