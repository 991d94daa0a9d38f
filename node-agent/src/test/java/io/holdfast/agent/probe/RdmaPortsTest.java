package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.TestingHost;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What hangs on RDMA ports and what they count.
class RdmaPortsTest {
    private static final String PF = "0000:17:00.0";
    private static final String PORT = "/sys/class/infiniband/mlx5_0/ports/1";

    @TempDir
    Path folder;

    private TestingHost host = new TestingHost(Path.of("unset"));

    @BeforeEach
    void oneActivePort() {
        host = new TestingHost(folder);
        port("mlx5_0", PF, "4: ACTIVE", "400 Gb/sec (4X NDR)");
    }

    private void port(String name, String address, String state, String rate) {
        String path = "/sys/devices/pci0000:15/0000:15:01.0/" + address + "/infiniband/" + name;
        host.pci("0x020700", "15b3:1021", "0000:15:01.0", address)
                .link("/sys/class/infiniband/" + name, path)
                .file(path + "/ports/1/state", state)
                .file(path + "/ports/1/rate", rate);
    }

    private static TestingFacts observe(HostRoot root) {
        List<Fact> facts = new ArrayList<>();
        List.of(new PortProbe(), new PortCounterProbe(), new PortTableProbe())
                .forEach(probe -> facts.addAll(probe.observe(root)));
        TestingFacts result = new TestingFacts(facts);
        result.assertWellFormed();
        return result;
    }

    private TestingFacts observe() {
        return observe(host.build());
    }

    @Test
    void aWholeNodeCountsItsPortsAndTheirTraffic() {
        TestingFacts facts = observe(TestingHosts.host("half-link"));

        assertEquals(new Reading.Whole(2), facts.node("port.expected_count.400"));
        assertEquals(new Reading.Whole(0), facts.node("port.expected_count.800"));
        assertEquals(new Reading.Whole(1), facts.of("port.counter.link_downed", "mlx5_0/1"));
        assertEquals(new Reading.Whole(61_440), facts.of("port.counter.np_ecn_marked_roce_packets", "mlx5_1/1"));
        assertEquals(Reading.Quantity.of(12_000_000_004L, "B"), facts.of("port.counter.port_xmit_data", "mlx5_0/1"));
        assertEquals(Reading.Quantity.of(10, "ms"), facts.of("port.counter.lifespan", "mlx5_0/1"));
        assertEquals("roce_r0", facts.shown("port.netdev", "mlx5_0/1"));
        assertEquals("0000:36:00.0", facts.shown("port.device", "mlx5_0/1"));
        assertEquals("0x00010000", facts.shown("port.cap_mask", "mlx5_0/1"));
        assertEquals("0 0xffff", facts.shown("port.pkeys", "mlx5_0/1"));
        assertEquals("present", facts.shown("port.devnodes", "mlx5_1/1"));
    }

    @Test
    void aPortThatIsDownOrSlowIsNotCountedAndOneThatCannotBeReadLeavesTheNumberOpen() {
        port("mlx5_1", "0000:31:00.0", "4: ACTIVE", "200 Gb/sec (2X NDR)");
        port("mlx5_2", "0000:4b:00.0", "1: DOWN", "40 Gb/sec (4X QDR)");
        TestingFacts facts = observe();
        assertEquals(new Reading.Whole(2), facts.node("port.expected_count"));
        assertEquals(new Reading.Whole(1), facts.node("port.expected_count.400"));
        assertEquals(new Reading.Whole(2), facts.node("port.expected_count.200"));

        port("mlx5_3", "0000:5d:00.0", "???", "0");
        assertEquals("malformed", observe().node("port.expected_count").shown());
    }

    @Test
    void aCounterThatIsRefusedIsUnsupportedAndTheOthersAreRead() {
        host.file(PORT + "/counters/symbol_error", "7")
                .file(PORT + "/counters/link_downed", "")
                .file(PORT + "/counters/port_xmit_wait", "-1")
                .file(PORT + "/counters/port_rcv_data", "18446744073709551615")
                .file("/unreadable.yaml", """
                        - path: %s/counters/link_downed
                          why: unreadable
                          detail: Invalid argument
                        """.formatted(PORT));

        TestingFacts facts = observe();

        assertEquals("unsupported", facts.shown("port.counter.link_downed", "mlx5_0/1"));
        assertEquals(new Reading.Whole(7), facts.of("port.counter.symbol_error", "mlx5_0/1"));
        assertEquals("malformed", facts.shown("port.counter.port_xmit_wait", "mlx5_0/1"));
        assertEquals("malformed", facts.shown("port.counter.port_rcv_data", "mlx5_0/1"));
        assertEquals(Set.of(), facts.instances("port.counter.port_rcv_errors"));
    }

    @Test
    void anActivePortWithoutItsNodesIsAFault() {
        host.file("/sys/class/infiniband_verbs/uverbs0/ibdev", "mlx5_0")
                .file("/sys/class/infiniband_mad/umad0/ibdev", "mlx5_0")
                .file("/sys/class/infiniband_mad/umad0/port", "1")
                .folder("/sys/class/misc/rdma_cm")
                .file("/dev/infiniband/uverbs0", "")
                .file("/dev/infiniband/rdma_cm", "");
        assertEquals("missing umad0", observe().shown("port.devnodes", "mlx5_0/1"));
        assertEquals(Set.of("port.devnodes/FAULT"), observe().findings());

        host.file("/dev/infiniband/umad0", "");
        assertEquals("present", observe().shown("port.devnodes", "mlx5_0/1"));
    }

    @Test
    void withoutTheVerbsModuleTheVerbsNodeIsMissing() {
        host.folder("/dev");

        assertEquals("missing uverbs of mlx5_0", observe().shown("port.devnodes", "mlx5_0/1"));
    }

    @Test
    void aHostWhoseDeviceNodesCannotBeSeenSaysSo() {
        assertEquals("absent", observe().shown("port.devnodes", "mlx5_0/1"));
    }

    @Test
    void inSwitchdevModeThePortsInterfaceIsToldApartFromItsRepresentors() {
        String net = "/sys/bus/pci/devices/" + PF + "/net/";
        host.file(net + "aaa_r0_0/phys_port_name", "pf0vf0")
                .file(net + "eth_r0/phys_port_name", "p0")
                .file(net + "zzz_r0_1/phys_port_name", "pf0vf1");

        assertEquals("eth_r0", observe().shown("port.netdev", "mlx5_0/1"));
    }

    @Test
    void partitionsKeepTheirPlaceAndFreeSlotsAreLeftOut() {
        host.file(PORT + "/pkeys/0", "0x7fff").file(PORT + "/pkeys/1", "0x0000").file(PORT + "/pkeys/2", "0x8005");

        assertEquals("0 0x7fff 2 0x8005", observe().shown("port.pkeys", "mlx5_0/1"));
    }
}
