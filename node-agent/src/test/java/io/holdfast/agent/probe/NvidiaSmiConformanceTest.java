package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.TestingCaptures;
import io.holdfast.agent.TestingHost;
import io.holdfast.agent.parse.SmiField;
import io.holdfast.agent.parse.SmiGpu;
import io.holdfast.agent.parse.SmiReport;
import io.holdfast.agent.parse.SmiTable;
import io.holdfast.agent.parse.SmiText;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Reports of real GPUs, drivers 510 to 610, each compared with a reading of the raw text that knows nothing of the
/// parser.
class NvidiaSmiConformanceTest {
    private static final Map<String, String> TAGS = new TreeMap<>(Map.ofEntries(
            Map.entry("gpu.name", "product_name"),
            Map.entry("gpu.uuid", "uuid"),
            Map.entry("gpu.serial", "serial"),
            Map.entry("gpu.vbios.version", "vbios_version"),
            Map.entry("gpu.gsp.firmware_version", "gsp_firmware_version"),
            Map.entry("gpu.board_part_number", "board_part_number"),
            Map.entry("gpu.inforom.image", "img_version"),
            Map.entry("gpu.persistence_mode", "persistence_mode"),
            Map.entry("gpu.addressing_mode", "addressing_mode"),
            Map.entry("gpu.compute_mode", "compute_mode"),
            Map.entry("gpu.mig.mode", "current_mig"),
            Map.entry("gpu.mig.mode.pending", "pending_mig"),
            Map.entry("gpu.ecc.mode", "current_ecc"),
            Map.entry("gpu.ecc.mode.pending", "pending_ecc"),
            Map.entry("gpu.pcie.gen", "current_link_gen"),
            Map.entry("gpu.pcie.gen.max", "max_link_gen"),
            Map.entry("gpu.pcie.width", "current_link_width"),
            Map.entry("gpu.pcie.width.max", "max_link_width"),
            Map.entry("gpu.pcie.replay", "replay_counter"),
            Map.entry("gpu.temp.gpu", "gpu_temp"),
            Map.entry("gpu.temp.memory", "memory_temp"),
            Map.entry("gpu.recovery_action", "gpu_recovery_action")));

    /// Places below a GPU, the newer name first, and the unit that is cut off.
    private static final Map<String, List<String>> PLACES = new TreeMap<>(Map.ofEntries(
            Map.entry("gpu.minor_number", List.of("minor_number")),
            Map.entry("gpu.module_id", List.of("platformInfo/module_id", "gpu_module_id")),
            Map.entry("gpu.performance_state", List.of("performance_state")),
            Map.entry("gpu.pcie.gen.of_gpu", List.of("pcie_gen/max_device_link_gen")),
            Map.entry("gpu.pcie.gen.of_host", List.of("pcie_gen/max_host_link_gen")),
            Map.entry("gpu.pcie.replay_rollover", List.of("pci/replay_rollover_counter")),
            Map.entry("gpu.bar1.size", List.of("bar1_memory_usage/total")),
            Map.entry(
                    "gpu.power.limit",
                    List.of("gpu_power_readings/requested_power_limit", "power_readings/power_limit")),
            Map.entry(
                    "gpu.power.limit.min",
                    List.of("gpu_power_readings/min_power_limit", "power_readings/min_power_limit")),
            Map.entry(
                    "gpu.power.limit.max",
                    List.of("gpu_power_readings/max_power_limit", "power_readings/max_power_limit")),
            Map.entry(
                    "gpu.power.draw",
                    List.of(
                            "gpu_power_readings/average_power_draw",
                            "gpu_power_readings/power_draw",
                            "power_readings/power_draw")),
            Map.entry("gpu.power.draw.memory", List.of("gpu_memory_power_readings/average_power_draw")),
            Map.entry("gpu.power.limit.module", List.of("module_power_readings/current_power_limit")),
            Map.entry("gpu.temp.tlimit", List.of("temperature/gpu_temp_tlimit")),
            Map.entry("gpu.temp.slowdown", List.of("temperature/gpu_temp_slow_threshold")),
            Map.entry("gpu.temp.shutdown", List.of("temperature/gpu_temp_max_threshold")),
            Map.entry("gpu.temp.tlimit.slowdown", List.of("temperature/gpu_temp_slow_tlimit_threshold")),
            Map.entry("gpu.temp.tlimit.shutdown", List.of("temperature/gpu_temp_max_tlimit_threshold")),
            Map.entry("gpu.temp.memory.max", List.of("temperature/gpu_temp_max_mem_threshold")),
            Map.entry("gpu.retired_pages.double_bit", List.of("double_bit_retirement/retired_count")),
            Map.entry("gpu.retired_pages.single_bit", List.of("multiple_single_bit_retirement/retired_count")),
            Map.entry("gpu.ecc.sram_source.l2", List.of("aggregate_uncorrectable_sram_sources/sram_l2")),
            Map.entry("gpu.ecc.sram_source.other", List.of("aggregate_uncorrectable_sram_sources/sram_other")),
            Map.entry("gpu.row_remap.uncorrectable_inactive", List.of("remapped_rows/remapped_row_unc_inactive")),
            Map.entry("gpu.fabric.state", List.of("fabric/state")),
            Map.entry("gpu.fabric.health.bandwidth", List.of("health/bandwidth")),
            Map.entry("gpu.fabric.health.partition", List.of("health/partition_assigned")),
            Map.entry(
                    "gpu.clocks.event_counters.hw_thermal_slowdown",
                    List.of("clocks_event_reasons_counters/clocks_event_reasons_counters_hw_therm_slowdown")),
            Map.entry(
                    "gpu.clocks.event_counters.sync_boost",
                    List.of("clocks_event_reasons_counters/clocks_event_reasons_counters_sync_boost"))));

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> everyXmlReportSaysWhatItsTextSays() {
        return TestingCaptures.files("nvidia-smi/xml", ".xml").stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> compare(file)));
    }

    private void compare(Path file) {
        String xml = TestingCaptures.text(file);
        TestingFacts facts = observed(xml);
        facts.assertWellFormed();
        List<String> blocks = blocks(xml);
        assertEquals(new Reading.Whole(blocks.size()), facts.node("gpu.nvml.count"));
        assertEquals("ok", facts.node("gpu.nvml.status").shown());
        tag(xml, "driver_version").ifPresent(version -> {
            assertEquals(new Reading.Version(version), facts.node("gpu.driver.version"));
            assertEquals(new Reading.Version(version), facts.node("gpu.driver.version.userspace"));
        });
        for (String block : blocks) {
            String gpu = address(block);
            TAGS.forEach((check, tag) ->
                    assertEquals(expected(tag(block, tag)), facts.shown(check, gpu), check + " of " + gpu));
            PLACES.forEach((check, places) -> assertEquals(
                    plain(places.stream()
                            .map(place -> at(block, place))
                            .flatMap(Optional::stream)
                            .findFirst()),
                    facts.shown(check, gpu),
                    check + " of " + gpu));
            assertEquals(histogram(block), banks(facts, gpu));
            assertEquals(
                    block.contains("<processes>")
                            ? Long.toString(Pattern.compile("<type>C")
                                    .matcher(block)
                                    .results()
                                    .count())
                            : "unsupported",
                    facts.shown("gpu.processes", gpu));
            assertEquals("complete", facts.shown("gpu.nvml.answer", gpu));
            String memory = tag(block.substring(block.indexOf("<fb_memory_usage>", migEnd(block))), "total")
                    .get();
            assertEquals(memory, facts.shown("gpu.memory.total", gpu) + " MiB");
        }
    }

    /// The text of `<parent>...<child>text`, or of a child of the GPU itself; MIG devices and sessions are cut out.
    private static Optional<String> at(String block, String place) {
        String whole = block.replaceAll("(?s)<mig_devices>.*?</mig_devices>", "");
        int slash = place.indexOf('/');
        if (slash < 0) {
            return tag(whole, place);
        }
        String parent = place.substring(0, slash);
        Matcher inside =
                Pattern.compile("(?s)<" + parent + ">(.*?)</" + parent + ">").matcher(whole);
        return inside.find() ? tag(inside.group(1), place.substring(slash + 1)) : Optional.empty();
    }

    private static String plain(Optional<String> text) {
        return text.filter(value -> !value.equals("N/A") && !value.startsWith("Requested functionality"))
                .map(value -> value.replaceAll("(?<=\\d) (C|W|MiB|us)$", ""))
                .map(value -> value.matches("-?\\d+\\.\\d*?0+") ? value.replaceAll("\\.?0+$", "") : value)
                .orElse("unsupported");
    }

    /// The banks by what is left of their spare rows, fullest first.
    private static List<String> histogram(String block) {
        boolean isSplit = at(block, "mig_mode/current_mig").equals(Optional.of("Enabled"));
        return Stream.of("max", "high", "partial", "low", "none")
                .map(left -> at(block, "row_remapper_histogram/row_remapper_histogram_" + left))
                .map(text -> text.filter(value -> !value.equals("N/A"))
                        .map(value -> value.replace(" bank(s)", ""))
                        .orElse(isSplit ? "not-applicable" : "unsupported"))
                .toList();
    }

    private static List<String> banks(TestingFacts facts, String gpu) {
        return Stream.of("banks_max", "banks_high", "banks_partial", "banks_low", "banks_exhausted")
                .map(name -> facts.shown("gpu.row_remap." + name, gpu))
                .toList();
    }

    /// MIG devices stand before the GPU's own memory and have the same tag.
    private static int migEnd(String block) {
        return Math.max(0, block.indexOf("</mig_devices>"));
    }

    private static String expected(Optional<String> text) {
        return text.filter(value -> !value.equals("N/A"))
                .map(value -> value.replaceAll("(?<=\\d)(x| C)$", ""))
                .orElse("unsupported");
    }

    @TestFactory
    Stream<DynamicTest> noReportOfAHealthyMachineIsAFaultByTheCatalog() {
        return TestingCaptures.files("nvidia-smi/xml", ".xml").stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    Set<String> findings = observed(TestingCaptures.text(file)).findings();
                    // No PCI tree was recorded, so the number of GPUs has nothing to be compared with.
                    findings.remove("gpu.nvml.count/UNKNOWN");
                    // One capture leaves the driver's version out.
                    findings.removeIf(finding -> file.toString().contains("gtx-1070") && finding.contains("driver"));
                    // One node has a board of another part number among eight: what the cohort is compared for.
                    findings.removeIf(finding -> file.toString().contains("h100") && finding.contains("cohort"));
                    assertEquals(Set.of(), findings);
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyTextReportSaysWhatItsTextSays() {
        return TestingCaptures.files("nvidia-smi/q", ".txt").stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    String text = TestingCaptures.text(file);
                    SmiReport report = SmiText.parse(text);
                    assertEquals(Optional.empty(), report.damage());
                    assertEquals(1, report.gpus().size());
                    SmiGpu gpu = report.gpus().getFirst();
                    assertEquals(
                            label(text, text.contains("KMD Version") ? "KMD Version" : "Driver Version"),
                            report.ofNode(SmiField.DRIVER));
                    assertEquals(label(text, "Product Name"), gpu.value(SmiField.NAME));
                    assertEquals(label(text, "VBIOS Version"), gpu.value(SmiField.VBIOS));
                    assertEquals(label(text, "GPU UUID"), gpu.value(SmiField.UUID));
                    assertEquals(label(text, "Requested Power Limit"), gpu.value(SmiField.POWER_REQUESTED));
                    assertEquals(label(text, "HW Power Brake Slowdown"), gpu.value(SmiField.CLOCK_HW_BRAKE));
                    assertEquals(label(text, "HW Power Braking"), gpu.value(SmiField.TIME_HW_BRAKE));
                    assertEquals(label(text, "Replays Since Reset"), gpu.value(SmiField.REPLAYS));
                    assertEquals(
                            label(text.substring(text.indexOf("Remapped Rows")), "Remapping Failure Occurred")
                                    .or(() -> Optional.of("N/A")),
                            gpu.value(SmiField.REMAP_FAILURE));
                    assertTrue(gpu.value(SmiField.TEMPERATURE_MARGIN).isPresent());
                    new TestingFacts(GpuRows.facts(gpu, gpu.address().get().instance(), true, "q")).assertWellFormed();
                }));
    }

    /// The same machine, asked in two forms within a second: what both say is the same.
    @TestFactory
    Stream<DynamicTest> tableAndTextOfOneMachineAgree() {
        return TestingCaptures.files("nvidia-smi/csv", ".csv").stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    Path text = TestingCaptures.at(
                            "nvidia-smi/q/" + file.getFileName().toString().replace("query-gpu.csv", "q.txt"));
                    TestingFacts table = facts(SmiTable.parse(TestingCaptures.text(file)), false);
                    TestingFacts whole = facts(SmiText.parse(TestingCaptures.text(text)), true);
                    table.assertWellFormed();
                    String gpu = table.instances("gpu.uuid").iterator().next();
                    for (String check : List.of(
                            "gpu.name",
                            "gpu.uuid",
                            "gpu.vbios.version",
                            "gpu.mig.mode",
                            "gpu.ecc.mode",
                            "gpu.ecc.uncorrectable.volatile",
                            "gpu.ecc.uncorrectable.aggregate",
                            "gpu.row_remap.pending",
                            "gpu.row_remap.failure",
                            "gpu.pcie.gen",
                            "gpu.pcie.gen.max",
                            "gpu.pcie.width",
                            "gpu.memory.total",
                            "gpu.power.limit",
                            "gpu.power.limit.current",
                            "gpu.fabric.state",
                            "gpu.fabric.health",
                            "gpu.recovery_action",
                            "gpu.temp.tlimit",
                            "gpu.compute_mode")) {
                        assertEquals(whole.shown(check, gpu), table.shown(check, gpu), check);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> aReportCutOffAnywhereKeepsOnlyWholeGpusAndInventsNothing() {
        return TestingCaptures.files("nvidia-smi/xml", ".xml").stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    String xml = TestingCaptures.text(file).stripTrailing();
                    Set<Fact> well = observed(xml).wells();
                    for (int cut = 1; cut < 50; cut++) {
                        String part = xml.substring(0, (int) ((long) xml.length() * cut / 50));
                        TestingFacts facts = observed(part);
                        facts.assertWellFormed();
                        assertEquals("malformed", facts.node("gpu.nvml.count").shown());
                        long whole = Pattern.compile("</gpu>")
                                .matcher(part)
                                .results()
                                .count();
                        assertEquals(whole, facts.instances("gpu.name").size());
                        Set<Fact> after = facts.wells();
                        after.removeAll(well);
                        assertEquals(Set.of(), after);
                    }
                }));
    }

    /// Bytes within the text of an element can change a value into another one, which nobody can see. So those are
    /// left alone and everything else is hit.
    @TestFactory
    Stream<DynamicTest> damagedMarkupNeverMakesAnythingWell() {
        return TestingCaptures.files("nvidia-smi/xml", ".xml").stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    String xml = sick(TestingCaptures.text(file));
                    Set<Fact> well = observed(xml).wells();
                    List<Integer> markup = markup(xml);
                    Set<Instance> known = instances(xml);
                    Random random = new Random(20_260_101);
                    for (int round = 0; round < 100; round++) {
                        StringBuilder damaged = new StringBuilder(xml);
                        for (int hit = 0; hit < 3; hit++) {
                            int at = markup.get(random.nextInt(markup.size()));
                            damaged.setCharAt(at, (char) (damaged.charAt(at) ^ 1 << random.nextInt(7)));
                        }
                        TestingFacts facts = observed(damaged.toString());
                        Set<Fact> after = facts.wells();
                        after.removeAll(well);
                        // A GPU whose address was hit is another GPU.
                        after.removeIf(fact -> !known.contains(fact.instance()));
                        assertEquals(Set.of(), after);
                    }
                }));
    }

    /// With faults in it, so that there is something to lose.
    private static String sick(String xml) {
        return xml.replace("<remapped_row_pending>No<", "<remapped_row_pending>Yes<")
                .replace("<remapped_row_failure>No<", "<remapped_row_failure>Yes<")
                .replace("<gpu_recovery_action>None<", "<gpu_recovery_action>Reset<")
                .replace("<dram_uncorrectable>0<", "<dram_uncorrectable>9<");
    }

    private static List<Integer> markup(String xml) {
        List<Integer> places = new ArrayList<>();
        boolean inTag = false;
        for (int at = xml.indexOf("<nvidia_smi_log>"); at < xml.lastIndexOf("</nvidia_smi_log>"); at++) {
            inTag |= xml.charAt(at) == '<';
            if (inTag) {
                places.add(at);
            }
            inTag &= xml.charAt(at) != '>';
        }
        return places;
    }

    private TestingFacts observed(String xml) {
        TestingHost host = new TestingHost(folder).command(List.of("nvidia-smi", "-q", "-x"), 0, xml);
        return new TestingFacts(new NvidiaSmiProbe().observe(host.build()));
    }

    private static TestingFacts facts(SmiReport report, boolean isWhole) {
        SmiGpu gpu = report.gpus().getFirst();
        return new TestingFacts(GpuRows.facts(gpu, gpu.address().get().instance(), isWhole, "test"));
    }

    private static List<String> blocks(String xml) {
        return Pattern.compile("<gpu id=.*?</gpu>", Pattern.DOTALL)
                .matcher(xml)
                .results()
                .map(java.util.regex.MatchResult::group)
                .toList();
    }

    private static Set<Instance> instances(String xml) {
        Set<Instance> instances = new HashSet<>(Set.of(Instance.NODE));
        blocks(xml).forEach(block -> instances.add(new Instance(address(block))));
        return instances;
    }

    private static String address(String block) {
        Matcher id =
                Pattern.compile("<gpu id=\"0000([0-9A-F]{4}:[0-9A-F:.]+)\"").matcher(block);
        assertTrue(id.find());
        return id.group(1).toLowerCase(Locale.ROOT);
    }

    private static Optional<String> tag(String xml, String tag) {
        Matcher found = Pattern.compile("<" + tag + ">([^<]*)<").matcher(xml);
        return found.find() ? Optional.of(found.group(1).strip()) : Optional.empty();
    }

    private static Optional<String> label(String text, String label) {
        Matcher found = Pattern.compile("(?m)^ *" + label + " *: (.*)$").matcher(text);
        return found.find() ? Optional.of(found.group(1).strip()) : Optional.empty();
    }
}
