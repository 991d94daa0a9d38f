package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.PciConfig;
import io.holdfast.agent.parse.PciConfig.Capability;
import io.holdfast.agent.parse.PciConfig.Extent;
import io.holdfast.agent.parse.PciConfig.Found;
import io.holdfast.agent.parse.PciText;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.List;
import java.util.Optional;

/// The facts of one PCI function.
final class PciFunctionFacts {
    /// Control bits that turn peer-to-peer traffic to the root or block it: request redirect, completion redirect,
    /// upstream forwarding, egress control.
    private static final int REDIRECT = 0x003c;

    /// All control bits that PCI Express 6 defines.
    private static final int ANY = 0x1fff;

    /// In the capability register bits 7:0 are flags; the high byte is a vector's size.
    private static final int FLAGS = 0x00ff;

    private static final CheckId ID = new CheckId("pcie.device");
    private static final CheckId CLASS = new CheckId("pcie.class");
    private static final CheckId DRIVER = new CheckId("pcie.driver");
    private static final CheckId UPSTREAM = new CheckId("pcie.upstream");
    private static final CheckId NUMA = new CheckId("pcie.numa_node");
    private static final CheckId CONFIG = new CheckId("pcie.config");
    private static final CheckId ACS_CONTROL = new CheckId("pcie.acs.control");
    private static final CheckId ACS_CAPABILITY = new CheckId("pcie.acs.capability");
    private static final CheckId ACS_ENABLED = new CheckId("pcie.acs.enabled");
    private static final CheckId ACS_REDIRECT = new CheckId("pcie.acs.redirect");
    private static final CheckId ATS_ENABLED = new CheckId("pcie.ats.enabled");
    private static final CheckId MAX_READ = new CheckId("pcie.maxreadreq");
    private static final CheckId MAX_PAYLOAD = new CheckId("pcie.maxpayload");
    private static final CheckId RELAXED = new CheckId("pcie.relaxed_ordering");
    private static final CheckId BARS = new CheckId("pcie.resizable_bar");
    private static final CheckId DPC = new CheckId("pcie.dpc");
    private static final CheckId DPC_TRIGGERED = new CheckId("pcie.dpc.triggered");
    private static final List<CheckId> ACS = List.of(ACS_CONTROL, ACS_ENABLED, ACS_REDIRECT);
    private static final List<CheckId> DEVICE_CONTROL = List.of(MAX_READ, MAX_PAYLOAD, RELAXED);

    private final HostRoot host;
    private final PciFunctions.Function function;
    private final PciLinks links;
    private final PciDrivers drivers;
    private final String path;
    private final Instance instance;
    private final boolean isEndpoint;

    PciFunctionFacts(HostRoot host, PciFunctions.Function function, PciLinks links, PciDrivers drivers) {
        this.host = host;
        this.function = function;
        this.links = links;
        this.drivers = drivers;
        this.path = function.path();
        this.instance = new Instance(function.address());
        this.isEndpoint = function.role() != PciFunctions.Role.BRIDGE;
    }

    void addTo(Facts facts) {
        Optional<String> upstream = links.upstream(path);
        identity(upstream, facts);
        Attribute<byte[]> read = host.readBytes(path + "/config", PciConfig.LENGTH);
        boolean isLinkedUp = isEndpoint;
        if (read instanceof Attribute.Value<byte[]>(String _, byte[] bytes)) {
            PciConfig config = new PciConfig(bytes);
            config(config, facts);
            isLinkedUp |= config.port() == PciConfig.Port.LINKED_UP;
        } else {
            unread(Readings.of(read, _ -> Optional.empty()), facts);
        }
        if (isLinkedUp) {
            link(upstream, facts);
        }
        if (function.role() == PciFunctions.Role.NIC) {
            virtualFunctions(facts);
        }
    }

    private void identity(Optional<String> upstream, Facts facts) {
        Reading device = Readings.of(
                host.read(path + "/device"),
                text -> Optional.of(new Reading.Text(function.vendor()
                        .map(vendor -> "%04x:%s".formatted(vendor, text.replaceFirst("^0x", "")))
                        .orElse("????:" + text.replaceFirst("^0x", "")))));
        facts.of(ID, instance, device, path + "/device");
        facts.of(CLASS, instance, new Reading.Text("0x%06x".formatted(function.classCode())), path + "/class");
        facts.of(DRIVER, instance, drivers.of(function.address()), path + "/driver");
        upstream.ifPresent(port -> facts.of(UPSTREAM, instance, new Reading.Text(port), path));
        if (isEndpoint) {
            facts.of(
                    NUMA,
                    instance,
                    Readings.of(host.read(path + "/numa_node"), text -> Optional.of(PciText.numaNode(text))),
                    path + "/numa_node");
        }
    }

    private void config(PciConfig config, Facts facts) {
        Extent extent = config.extent();
        switch (extent) {
            case CUT -> unread(Reading.missing(Why.UNREADABLE, "config space is cut off"), facts);
            case GONE -> {
                add(CONFIG, new Reading.Text("gone"), facts);
                unread(Reading.missing(Why.UNREADABLE, "config space reads all ones: the device is gone"), facts);
            }
            case HEADER_ONLY -> {
                add(CONFIG, new Reading.Text("answers"), facts);
                unread(
                        Reading.missing(Why.NOT_PERMITTED, "only 64 bytes of config space: more takes CAP_SYS_ADMIN"),
                        facts);
            }
            case CONVENTIONAL_ONLY, FULL -> {
                add(CONFIG, new Reading.Text("answers"), facts);
                deviceControl(config, facts);
                acs(config, extent, facts);
                ats(config, extent, facts);
                bars(config, facts);
                containment(config, facts);
            }
        }
    }

    /// Nothing beyond the header: what would have been told of a function of this kind is missing.
    private void unread(Reading why, Facts facts) {
        ACS.forEach(check -> add(check, why, facts));
        if (isEndpoint) {
            DEVICE_CONTROL.forEach(check -> add(check, why, facts));
            add(ATS_ENABLED, why, facts);
        }
    }

    private void acs(PciConfig config, Extent extent, Facts facts) {
        if (extent == Extent.CONVENTIONAL_ONLY) {
            add(ACS_CONTROL, Reading.missing(Why.NOT_APPLICABLE, "no extended config space"), facts);
            return;
        }
        Capability acs = config.acs();
        switch (acs.found()) {
            case PRESENT -> {
                int capability = config.word(acs.offset() + 4);
                int control = config.word(acs.offset() + 6);
                add(ACS_CAPABILITY, new Reading.Text("0x%04x".formatted(capability & FLAGS)), facts);
                add(ACS_CONTROL, new Reading.Text("0x%04x".formatted(control)), facts);
                add(ACS_ENABLED, new Reading.Flag((control & ANY) != 0), facts);
                add(ACS_REDIRECT, new Reading.Flag((control & REDIRECT) != 0), facts);
            }
            case NONE -> add(ACS_CONTROL, Reading.missing(Why.NOT_APPLICABLE, "no ACS capability"), facts);
            case BROKEN -> ACS.forEach(check -> add(check, broken(), facts));
        }
    }

    private void ats(PciConfig config, Extent extent, Facts facts) {
        if (!isEndpoint || extent == Extent.CONVENTIONAL_ONLY) {
            return;
        }
        Capability ats = config.ats();
        if (ats.found() == Found.PRESENT) {
            add(ATS_ENABLED, new Reading.Flag((config.word(ats.offset() + 6) & (1 << 15)) != 0), facts);
        } else if (ats.found() == Found.BROKEN) {
            add(ATS_ENABLED, broken(), facts);
        }
    }

    private void bars(PciConfig config, Facts facts) {
        List<PciConfig.Bar> bars = config.resizableBars();
        if (!bars.isEmpty()) {
            add(
                    BARS,
                    Reading.Words.of(bars.stream()
                            .map(bar -> "%d: %d of %d MiB".formatted(bar.number(), bar.size(), bar.largest()))
                            .toList()),
                    facts);
        }
    }

    /// What a port does to its link when something below it fails, and whether it has done so.
    private void containment(PciConfig config, Facts facts) {
        Capability found = config.containment();
        if (found.found() != Found.PRESENT || found.offset() + 10 > PciConfig.LENGTH) {
            return;
        }
        add(
                DPC,
                new Reading.Text(
                        switch (config.word(found.offset() + 6) & 3) {
                            case 0 -> "off";
                            case 1 -> "fatal";
                            case 2 -> "fatal and nonfatal";
                            default -> "reserved";
                        }),
                facts);
        add(DPC_TRIGGERED, new Reading.Flag((config.word(found.offset() + 8) & 1) != 0), facts);
    }

    private void deviceControl(PciConfig config, Facts facts) {
        Optional<PciConfig.DeviceControl> control = config.deviceControl();
        if (control.isEmpty()) {
            return;
        }
        add(MAX_PAYLOAD, Reading.Quantity.of(control.get().maxPayload(), "B"), facts);
        if (isEndpoint) {
            add(MAX_READ, Reading.Quantity.of(control.get().maxReadRequest(), "B"), facts);
            add(RELAXED, new Reading.Flag(control.get().relaxedOrdering()), facts);
        }
    }

    private static Reading broken() {
        return Reading.missing(Why.MALFORMED, "the list of extended capabilities leads nowhere");
    }

    /// A GPU's link slows down when idle, so its present speed is a check of its own that judges nothing.
    private void link(Optional<String> upstream, Facts facts) {
        Reading speed = links.speed(path);
        Reading width = links.width(path);
        boolean isGpu = function.role() == PciFunctions.Role.GPU;
        facts.of(isGpu ? "gpu.pcie.speed" : "pcie.link.speed", instance, speed, path + "/current_link_speed");
        facts.of("pcie.link.width", instance, width, path + "/current_link_width");
        if (isNone(width) && isNone(speed)) {
            return;
        }
        if (isEndpoint) {
            facts.of(
                    "pcie.link.upstream.speed",
                    instance,
                    links.upstreamSpeed(path),
                    "current_link_speed above " + path);
            facts.of(
                    "pcie.link.upstream.width",
                    instance,
                    links.upstreamWidth(path),
                    "current_link_width above " + path);
        }
        facts.of("pcie.link.speed.max", instance, links.maxSpeed(path), path + "/max_link_speed");
        facts.of("pcie.link.width.max", instance, links.maxWidth(path), path + "/max_link_width");
        String both = upstream.map(port -> path + " and " + port).orElse(path);
        facts.of("pcie.link.speed.possible", instance, links.possibleSpeed(path, upstream), both);
        facts.of("pcie.link.width.possible", instance, links.possibleWidth(path, upstream), both);
    }

    /// Whether a function has no link of its own at all.
    private static boolean isNone(Reading reading) {
        return reading instanceof Reading.Missing(Why why, String _)
                && (why == Why.ABSENT || why == Why.NOT_APPLICABLE);
    }

    private void virtualFunctions(Facts facts) {
        String total = path + "/sriov_totalvfs";
        Attribute<String> read = host.read(total);
        if (read instanceof Attribute.Absent<String>) {
            return;
        }
        facts.of("sriov.totalvfs", instance, Readings.whole(read), total);
        String now = path + "/sriov_numvfs";
        facts.of("sriov.numvfs", instance, Readings.whole(host.read(now)), now);
        String probe = path + "/sriov_drivers_autoprobe";
        facts.of("sriov.drivers_autoprobe", instance, Readings.flag(host.read(probe)), probe);
    }

    private void add(CheckId check, Reading reading, Facts facts) {
        facts.of(check, instance, reading, path + "/config");
    }
}
