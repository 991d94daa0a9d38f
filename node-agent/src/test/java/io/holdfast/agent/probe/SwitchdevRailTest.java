package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.host.HostRoot;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The recorded host `switchdev-rail`: what a user would miss of a card in switchdev mode, of PTP and of kubelet.
class SwitchdevRailTest {
    private static final Path HOST = Path.of("src/test/resources/hosts/switchdev-rail");
    private static final String CARD = "0000:17:00.0";

    private static String shown(Probe probe, String check, String instance) {
        return probe.observe(HostRoot.at(HOST)).stream()
                .filter(fact -> fact.check().text().equals(check)
                        && fact.instance().text().equals(instance))
                .map(fact -> fact.reading().shown())
                .findFirst()
                .orElse("no such fact");
    }

    @Test
    void aRepresentorThatIsInNoBridgeIsMissedThere() {
        NetdevToolProbe probe = new NetdevToolProbe();
        assertEquals("2", shown(probe, "netdev.vf_rep", "p0"));
        assertEquals("1", shown(probe, "netdev.vf_rep.up", "p0"));
        assertEquals("br-rail-r0/pf0vf0", shown(probe, "netdev.vf_rep.bridge", "p0"));
        assertEquals("yes", shown(probe, "ovs.hw_offload", "node"));
    }

    @Test
    void theElementsOfAnArrayAreAskedFor() {
        assertEquals(
                "0 0 0 0 1 1 1 1 255 255 255 255 255 255 255 255",
                shown(new NvConfigProbe(), "nic.nvconfig.MODULE_SPLIT_M0", CARD));
    }

    @Test
    void aCardWithoutASensorOfTheKernelIsAskedItself() {
        assertEquals("63", shown(new NicTemperatureProbe(), "nic.temperature", CARD));
    }

    @Test
    void symbolErrorsAreRead() {
        assertEquals("0", shown(new NicLinkProbe(), "nic.link.ber.symbol", CARD));
    }

    @Test
    void aUnitOfPtpThatFailedIsNamed() {
        assertEquals("phc2sys@p0.service failed", shown(new PtpProbe(), "ptp.service", "node"));
        assertEquals("-37", shown(new PtpProbe(), "ptp.offset", "node"));
    }

    @Test
    void theFirstLookAtTheProcessorsIsOfTheTimeSinceBootAndTheNextOfNone() {
        CpuUsageProbe probe = new CpuUsageProbe();
        assertEquals(
                List.of("7.6", "7.6"), List.of(shown(probe, "cpu.usage", "node"), shown(probe, "cpu.usage", "node")));
    }

    @Test
    void kubeletIsAskedWhereItRuns() {
        KubeletProbe probe = new KubeletProbe();
        assertEquals("v1.33.5", shown(probe, "kubelet.version", "node"));
        assertEquals("no", shown(probe, "kubelet.pending_restart", "node"));
    }

    @Test
    void whatTheKernelThinksOfItsClockIsSaid() {
        assertEquals("yes", shown(new TimeProbe(), "os.time.kernel", "node"));
    }
}
