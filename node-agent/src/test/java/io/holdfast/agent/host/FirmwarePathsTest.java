package io.holdfast.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FirmwarePathsTest {
    @Test
    void whatDriversAndFirmwareAnswerIsReadInTheLaneOfItsDevice() {
        assertEquals(Optional.of("mlx5_0"), FirmwarePaths.device("/sys/class/infiniband/mlx5_0/ports/1/rate"));
        assertEquals(Optional.of("eth0"), FirmwarePaths.device("/sys/class/net/eth0/speed"));
        assertEquals(
                Optional.of("eth0"),
                FirmwarePaths.device("/sys/devices/pci0000:16/0000:17:00.0/net/eth0/statistics/rx_bytes"));
        assertEquals(Optional.of("0000:17:00.0"), FirmwarePaths.device("/sys/bus/pci/devices/0000:17:00.0/vpd"));
        assertEquals(Optional.of("10000:17:00.0"), FirmwarePaths.device("/sys/bus/pci/devices/10000:17:00.0/config"));
        assertEquals(Optional.of("nvidia"), FirmwarePaths.device("/proc/driver/nvidia/version"));
    }

    @Test
    void whatTheKernelKnowsByItselfIsReadAtOnce() {
        for (String path : List.of(
                "/proc/cmdline",
                "/sys/module/mlx5_core/version",
                "/sys/bus/pci/devices/0000:17:00.0/vendor",
                "/sys/devices/system/cpu/online",
                "/etc/net/eth0/config")) {
            assertEquals(Optional.empty(), FirmwarePaths.device(path), path);
        }
    }
}
