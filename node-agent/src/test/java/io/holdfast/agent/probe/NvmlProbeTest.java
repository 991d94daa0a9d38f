package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.TestingHost;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.kernel.Nvml;
import io.holdfast.agent.kernel.TestingNvml;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// NVML on a stand-in of its library, beside nvidia-smi on a report of the same made-up GPUs.
class NvmlProbeTest {
    private static final String WELL = "0000:3b:00.0";
    private static final String SICK = "0000:86:00.0";
    private static final String SPLIT = "0000:ca:00.0";

    @TempDir
    Path folder;

    private TestingHost host = new TestingHost(Path.of("unset"));
    private TestingNvml library = new TestingNvml(Path.of("unset"));
    private GpuSource source = new GpuSource(Nvml.within(Duration.ofSeconds(20)));
    private NvmlProbe fast = new NvmlProbe(source, Cadence.FAST);
    private NvmlProbe board = new NvmlProbe(source, Cadence.CONFIG);

    @BeforeEach
    void threeGpus() {
        host = new TestingHost(folder);
        library = new TestingNvml(folder);
        for (String address : List.of(WELL, SICK, SPLIT)) {
            host.pci("0x030200", "10de:2330", address)
                    .file("/proc/driver/nvidia/gpus/" + address + "/information", "Model: made up");
        }
        host.command(List.of("nvidia-smi", "-q", "-x"), 0, TestingGpus.report(WELL, SICK, SPLIT));
        host.command(List.of("nvidia-smi", "-L"), 0, "");
    }

    @AfterEach
    void letGo() {
        if (Files.exists(library.library())) {
            library.release();
        }
    }

    private void within(Duration deadline) {
        source = new GpuSource(Nvml.within(deadline));
        fast = new NvmlProbe(source, Cadence.FAST);
        board = new NvmlProbe(source, Cadence.CONFIG);
    }

    private HostRoot live() {
        return HostRoot.live(folder, List.of());
    }

    private TestingFacts nvml() {
        List<Fact> facts = new ArrayList<>(fast.observe(live()));
        facts.addAll(board.observe(live()));
        TestingFacts result = new TestingFacts(facts);
        result.assertWellFormed();
        return result;
    }

    private TestingFacts nvidiaSmi(NvidiaSmiProbe probe) {
        return new TestingFacts(probe.observe(host.build()));
    }

    private static Map<String, Reading> readings(TestingFacts facts) {
        Map<String, Reading> readings = new TreeMap<>();
        facts.all()
                .forEach(fact ->
                        readings.put(fact.check().text() + " " + fact.instance().text(), fact.reading()));
        return readings;
    }

    @Test
    void bothSayTheSameOfTheSameGpusFactByFact() {
        library.build().says(TestingGpus.library(WELL, SICK, SPLIT));

        Map<String, Reading> told = readings(nvml());
        Map<String, Reading> all = readings(nvidiaSmi(new NvidiaSmiProbe()));

        assertEquals(new Reading.Text("used"), told.remove("agent.nvml node"));
        Map<String, Reading> same = new TreeMap<>(all);
        same.keySet().retainAll(told.keySet());
        assertEquals(same, told);
        assertEquals(53 * 3 + 4, told.size(), "checks told by NVML: " + told.keySet());
    }

    @Test
    void everyCheckHasOneSourceAndNoneIsLost() {
        library.build().says(TestingGpus.library(WELL, SICK, SPLIT));

        Set<String> told = new TreeSet<>(readings(nvml()).keySet());
        told.remove("agent.nvml node");
        Set<String> rest = readings(nvidiaSmi(new NvidiaSmiProbe(source))).keySet();
        Set<String> all = readings(nvidiaSmi(new NvidiaSmiProbe())).keySet();

        assertTrue(rest.stream().noneMatch(told::contains));
        told.addAll(rest);
        assertEquals(all, told);
    }

    @Test
    void aFactNamesTheFunctionThatToldIt() {
        library.build().says(TestingGpus.library(WELL));

        TestingFacts facts = nvml();

        assertEquals("nvml: nvmlDeviceGetEccMode", facts.source("gpu.ecc.mode", WELL));
        assertEquals("nvml: nvmlDeviceGetTemperatureV", facts.source("gpu.temp.gpu", WELL));
        assertEquals("nvml: nvmlSystemGetDriverVersion", facts.source("gpu.driver.version.userspace", "node"));
    }

    @Test
    void theDriverIsLetGoAfterEveryRound() {
        library.build().says(TestingGpus.library(WELL, SICK, SPLIT));

        nvml();
        nvml();

        assertEquals(4, library.calls("nvmlInit_v2"));
        assertEquals(4, library.calls("nvmlShutdown"));
    }

    @Test
    void aLostGpuIsAFaultInTheWordsOfNvidiaSmiAndItsValuesAreUnknown() {
        library.build()
                .says(TestingGpus.library(WELL))
                .says("gpu " + SICK, "nvmlDeviceGetHandleByPciBusId_v2 error 15");

        TestingFacts facts = nvml();

        assertEquals("gpu-fell-off-the-bus", facts.node("gpu.nvml.status").shown());
        assertEquals(new Reading.Text("GPU is lost"), facts.of("gpu.nvml.answer", SICK));
        assertEquals("unreadable", facts.shown("gpu.ecc.uncorrectable.volatile", SICK));
        assertEquals("complete", facts.shown("gpu.nvml.answer", WELL));
    }

    @Test
    void aGpuThatNeedsAResetSaysSoInEveryValueItRefuses() {
        library.build()
                .says(TestingGpus.library(WELL))
                .says("gpu " + SICK, "nvmlDeviceGetEccMode error 16", "nvmlDeviceGetPersistenceMode 1");

        TestingFacts facts = nvml();

        assertEquals(Reading.missing(Reading.Why.UNREADABLE, "GPU requires reset"), facts.of("gpu.ecc.mode", SICK));
        assertEquals(new Reading.Text("GPU requires reset"), facts.of("gpu.nvml.answer", SICK));
        assertEquals("Enabled", facts.shown("gpu.persistence_mode", SICK));
    }

    @Test
    void permissionsAndTimeOutsOfTheLibraryAreNamed() {
        library.build()
                .says(
                        "driver 580.1",
                        "gpu " + WELL,
                        "nvmlDeviceGetPersistenceMode error 4",
                        "nvmlDeviceGetComputeMode error 10",
                        "nvmlDeviceGetEccMode error 21",
                        "nvmlDeviceGetMigMode error 4711");

        TestingFacts facts = nvml();

        assertEquals("not-permitted", facts.shown("gpu.persistence_mode", WELL));
        assertEquals("timeout", facts.shown("gpu.compute_mode", WELL));
        assertEquals("unreadable", facts.shown("gpu.ecc.mode", WELL));
        assertEquals("unreadable", facts.shown("gpu.mig.mode", WELL));
        assertEquals("unsupported", facts.shown("gpu.temp.gpu", WELL));
        assertEquals("unsupported", facts.shown("gpu.row_remap.pending", WELL));
    }

    @Test
    void aGpuThatHangsSpoilsItsOwnFactsAndIsNotAskedAgain() {
        within(Duration.ofMillis(300));
        library.build().says(TestingGpus.library(WELL)).says("gpu " + SICK, "nvmlDeviceGetEccMode hang");

        TestingFacts first = new TestingFacts(fast.observe(live()));
        TestingFacts second = new TestingFacts(fast.observe(live()));

        for (TestingFacts facts : List.of(first, second)) {
            assertEquals("timeout", facts.shown("gpu.ecc.mode", SICK));
            assertEquals("timeout", facts.shown("gpu.nvml.answer", SICK));
            assertEquals("Enabled", facts.shown("gpu.ecc.mode", WELL));
            assertEquals("complete", facts.shown("gpu.nvml.answer", WELL));
        }
        assertTrue(first.of("gpu.ecc.mode", SICK).toString().contains("nvmlDeviceGetEccMode"));
        assertEquals(1, library.calls("nvmlDeviceGetEccMode " + SICK));
        assertEquals(2, library.calls("nvmlDeviceGetEccMode " + WELL));
        assertTrue(library.calls("nvmlShutdown") <= 1, "the session that hangs is not ended under it");
    }

    @Test
    void whatAnOldLibraryLacksStaysWithNvidiaSmi() {
        library.build("-DOLD")
                .says("driver 535.161.08", "gpu " + WELL, "nvmlDeviceGetCurrentClocksThrottleReasons 5", "field 82 40");

        TestingFacts facts = nvml();
        Set<String> rest = nvidiaSmi(new NvidiaSmiProbe(source)).all().stream()
                .map(fact -> fact.check().text())
                .collect(Collectors.toSet());

        assertEquals("gpu_idle sw_power_cap", facts.shown("gpu.clocks.event_reasons", WELL));
        assertEquals("nvml: nvmlDeviceGetCurrentClocksThrottleReasons", facts.source("gpu.clocks.event_reasons", WELL));
        for (String check : List.of(
                "gpu.recovery_action",
                "gpu.ecc.repair_pending",
                "gpu.ecc.sram_threshold_exceeded",
                "gpu.temp.tlimit")) {
            assertTrue(rest.contains(check), check);
            assertTrue(readings(facts).keySet().stream().noneMatch(key -> key.startsWith(check + " ")), check);
        }
        assertFalse(rest.contains("gpu.clocks.event_reasons"));
    }

    @Test
    void withoutTheLibraryNvidiaSmiTellsAllAndItIsSaidWhy() {
        TestingFacts facts = nvml();

        assertEquals(Set.of("agent.nvml node"), readings(facts).keySet());
        assertEquals("absent", facts.node("agent.nvml").shown());
        assertEquals(readings(nvidiaSmi(new NvidiaSmiProbe())), readings(nvidiaSmi(new NvidiaSmiProbe(source))));
    }

    @Test
    void aLibraryThatCannotBeLoadedOrInitialisedIsNotUsed() {
        library.build("-DBROKEN");
        assertEquals("unreadable", nvml().node("agent.nvml").shown());

        library.build().says("init 9");

        Reading refusal = nvml().node("agent.nvml");
        assertEquals(Reading.missing(Reading.Why.UNREADABLE, "nvmlInit_v2: Driver Not Loaded"), refusal);
        assertEquals(readings(nvidiaSmi(new NvidiaSmiProbe())), readings(nvidiaSmi(new NvidiaSmiProbe(source))));
    }

    @Test
    void aRecordedHostIsNeverAskedThroughTheLibraryOfThisMachine() {
        library.build().says(TestingGpus.library(WELL));

        List<Fact> facts = fast.observe(host.build());

        assertEquals(1, facts.size());
        assertEquals("not-applicable", facts.getFirst().reading().shown());
        assertEquals(0, library.calls("nvmlInit_v2"));
    }

    @Test
    void whenTheLibraryFailsWhatItToldIsUnknownUntilNvidiaSmiHasTold() {
        library.build().says(TestingGpus.library(WELL));
        nvml();
        library.anew().says("init 999");

        TestingFacts between = nvml();
        assertEquals("unreadable", between.shown("gpu.ecc.mode", WELL));
        assertEquals("unreadable", between.node("gpu.nvml.status").shown());
        assertEquals("unreadable", between.shown("gpu.uuid", WELL));

        TestingFacts smi = nvidiaSmi(new NvidiaSmiProbe(source));
        assertEquals("Enabled", smi.shown("gpu.ecc.mode", WELL));
        assertEquals(Set.of("agent.nvml node"), readings(nvml()).keySet());

        library.anew().says(TestingGpus.library(WELL));
        assertEquals("Enabled", nvml().shown("gpu.ecc.mode", WELL), "and it comes back");
    }

    @Test
    void aReplacedLibraryIsLoadedAnew() throws IOException {
        library.build().says(TestingGpus.library(WELL));
        assertEquals("used", nvml().node("agent.nvml").shown());
        assertFalse(readings(nvidiaSmi(new NvidiaSmiProbe(source))).containsKey("gpu.temp.tlimit " + WELL));

        Files.delete(library.library());
        library.build("-DOLD");

        nvml();
        assertTrue(readings(nvidiaSmi(new NvidiaSmiProbe(source))).containsKey("gpu.temp.tlimit " + WELL));
    }

    @Test
    void aBoardWhoseInforomIsInvalidIsNotBelievedWhoeverAsks() {
        library.build().says(TestingGpus.library(WELL, SICK));
        source.distrust(Set.of(new Instance(SICK)));

        TestingFacts facts = nvml();

        assertEquals("unreadable", facts.shown("gpu.row_remap.pending", SICK));
        assertEquals("unreadable", facts.shown("gpu.board_part_number", SICK));
        assertEquals("no", facts.shown("gpu.row_remap.pending", WELL));
    }

    @Test
    void gpusThatTheDriverLetsGoAreAskedSeldom() {
        library.build().says(TestingGpus.library(WELL));
        nvml();
        assertEquals(Cadence.FAST, fast.cadence());

        library.anew().says("driver 580.1", "gpu " + WELL, "nvmlDeviceGetPersistenceMode 0");
        nvml();
        assertEquals(Cadence.CONFIG, fast.cadence());
    }
}
