package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.TestingHost;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DcgmProbeTest {
    private static final String FIRST = "0000:3b:00.0";
    private static final String SECOND = "0000:86:00.0";
    private static final String ONE = "{gpu=\"0\",UUID=\"GPU-1\",pci_bus_id=\"00000000:3B:00.0\",device=\"nvidia0\"";
    private static final String PAGE = """
            # HELP DCGM_FI_DEV_ROW_REMAP_FAILURE Whether remapping of rows has failed
            # TYPE DCGM_FI_DEV_ROW_REMAP_FAILURE gauge
            DCGM_FI_DEV_ROW_REMAP_FAILURE%1$s} 0
            DCGM_FI_DEV_ROW_REMAP_FAILURE{gpu="1",UUID="GPU-2",modelName="a \\"b\\", {c}"} 1
            DCGM_FI_DEV_ECC_DBE_VOL_TOTAL%1$s,pod="one"} 0
            DCGM_FI_DEV_ECC_DBE_VOL_TOTAL%1$s,pod="two"} 2
            DCGM_FI_DEV_XID_ERRORS%1$s,err_code="43"} 43
            DCGM_FI_DEV_RETIRED_PENDING%1$s} 9223372036854775794
            DCGM_FI_DEV_POWER_VIOLATION%1$s} 1.5e+06 1700000000000
            DCGM_EXP_GPU_HEALTH_STATUS%1$s,health_watch="MEM"} 10
            DCGM_EXP_GPU_HEALTH_STATUS%1$s,health_watch="PCIE"} 0
            go_goroutines 7
            """.formatted(ONE);

    @TempDir
    Path folder;

    private TestingFacts observe(String page) {
        TestingHost host = new TestingHost(folder)
                .file("/proc/driver/nvidia/gpus/" + FIRST + "/information", "GPU UUID: GPU-1")
                .file("/proc/driver/nvidia/gpus/" + SECOND + "/information", "GPU UUID: GPU-2")
                .file("/pages/dcgm-exporter", page);
        TestingFacts facts = new TestingFacts(new DcgmProbe().observe(host.build()));
        facts.assertWellFormed();
        return facts;
    }

    @Test
    void whatOnlyDcgmSawIsAFaultThatNamesIt() {
        TestingFacts facts = observe(PAGE);

        assertEquals("no", facts.shown("dcgm.row_remap.failure", FIRST));
        assertEquals("yes", facts.shown("dcgm.row_remap.failure", SECOND));
        assertEquals("dcgm-exporter: DCGM_FI_DEV_ROW_REMAP_FAILURE", facts.source("dcgm.row_remap.failure", SECOND));
        assertEquals(new Reading.Whole(43), facts.of("dcgm.xid.last", FIRST));
        assertEquals(new Reading.Whole(1_500_000), facts.of("dcgm.violation.power", FIRST));
        assertEquals(
                Set.of("dcgm.row_remap.failure/FAULT", "dcgm.ecc.double_bit.volatile/FAULT", "dcgm.health/FAULT"),
                facts.findings());
    }

    @Test
    void ofSeveralSeriesTheHighestCountsAndABlankIsNoValue() {
        TestingFacts facts = observe(PAGE);

        assertEquals(new Reading.Whole(2), facts.of("dcgm.ecc.double_bit.volatile", FIRST));
        assertEquals("warning", facts.shown("dcgm.health", FIRST));
        assertEquals("unsupported", facts.shown("dcgm.retired_pages.pending", FIRST));
    }

    @Test
    void whereNoneWasNamedNothingIsAskedAndNothingFound() {
        TestingFacts facts = new TestingFacts(new DcgmProbe().observe(new TestingHost(folder).build()));

        assertEquals("not-applicable", facts.node("dcgm.exporter").shown());
        assertEquals(Set.of(), facts.findings());
    }

    @Test
    void aPageThatIsNoneIsUnknown() {
        assertEquals("malformed", observe("<html>").node("dcgm.exporter").shown());
        assertEquals(Set.of("dcgm.exporter/UNKNOWN"), observe("").findings());
    }

    @Test
    void aPageCutOffAnywhereInventsNoFailureOfAnotherGpu() {
        for (int cut = 0; cut < PAGE.length(); cut++) {
            for (Fact fact : observe(PAGE.substring(0, cut)).all()) {
                assertTrue(
                        Set.of("node", FIRST, SECOND).contains(fact.instance().text()), fact.toString());
            }
        }
    }
}
