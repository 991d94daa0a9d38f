package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.parse.PciConfig.Extent;
import io.holdfast.agent.parse.PciConfig.Found;
import io.holdfast.agent.parse.PciConfig.Port;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PciConfigTest {
    @Test
    void theExtentSaysWhyThereIsNoMore() {
        byte[] bytes = new TestingConfig().bytes();

        assertEquals(Extent.CUT, new PciConfig(new byte[0]).extent());
        assertEquals(Extent.CUT, new PciConfig(Arrays.copyOf(bytes, 63)).extent());
        assertEquals(Extent.HEADER_ONLY, new PciConfig(Arrays.copyOf(bytes, 64)).extent());
        assertEquals(Extent.CONVENTIONAL_ONLY, new PciConfig(Arrays.copyOf(bytes, 256)).extent());
        assertEquals(Extent.FULL, new PciConfig(bytes).extent());
        byte[] ones = new byte[64];
        Arrays.fill(ones, (byte) -1);
        assertEquals(Extent.GONE, new PciConfig(ones).extent());
    }

    @Test
    void accessControlIsFoundBehindOtherCapabilities() {
        PciConfig config = new PciConfig(new TestingConfig()
                .extended(0x100, 0x0001, 0x148)
                .extended(0x148, 0x000d, 0)
                .word(0x14c, 0x005f)
                .word(0x14e, 0x001d)
                .bytes());

        PciConfig.Capability acs = config.acs();

        assertEquals(new PciConfig.Capability(Found.PRESENT, 0x148), acs);
        assertEquals(0x001d, config.word(acs.offset() + 6));
        assertEquals(Found.NONE, config.ats().found());
    }

    @Test
    void theTwoLowestBitsOfANextPointerMeanNothing() {
        byte[] bytes = new TestingConfig()
                .extended(0x100, 0x0001, 0x14b)
                .extended(0x148, 0x000d, 0)
                .bytes();

        assertEquals(new PciConfig.Capability(Found.PRESENT, 0x148), new PciConfig(bytes).acs());
    }

    @Test
    void aListInCirclesOrOutOfTheSpaceIsBrokenNotEndless() {
        byte[] circle = new TestingConfig()
                .extended(0x100, 0x0001, 0x140)
                .extended(0x140, 0x0002, 0x100)
                .bytes();
        assertEquals(Found.BROKEN, new PciConfig(circle).acs().found());

        byte[] outside = new TestingConfig().extended(0x100, 0x0001, 0xffc).bytes();
        assertEquals(Found.BROKEN, new PciConfig(outside).acs().found());
    }

    @Test
    void aNextPointerIntoTheConventionalSpaceEndsTheList() {
        byte[] bytes = new TestingConfig().extended(0x100, 0x0001, 0x0f0).bytes();

        assertEquals(Found.NONE, new PciConfig(bytes).acs().found());
    }

    @Test
    void deviceControlIsDecodedInBytes() {
        PciConfig config = new PciConfig(new TestingConfig()
                .express(0x60, 0x5, 5 << 12 | 2 << 5 | 1 << 4)
                .bytes());

        assertEquals(Optional.of(new PciConfig.DeviceControl(512, 4096, true)), config.deviceControl());
        assertEquals(Port.LINKED_UP, config.port());
    }

    @Test
    void aRootPortLinksDownAndAFunctionWithoutTheCapabilityNowhere() {
        assertEquals(
                Port.LINKED_DOWN,
                new PciConfig(new TestingConfig().express(0x60, 0x4, 0).bytes()).port());
        assertEquals(Port.OTHER, new PciConfig(new TestingConfig().bytes()).port());
        assertEquals(Optional.empty(), new PciConfig(new TestingConfig().bytes()).deviceControl());
    }

    @Test
    void anyBytesOfAnyLengthAreReadWithoutAnException() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(10) == 0 ? 4096 : random.nextInt(700)];
            random.nextBytes(bytes);
            PciConfig config = new PciConfig(bytes);
            config.extent();
            config.deviceControl();
            config.port();
            PciConfig.Capability acs = config.acs();
            if (acs.found() == Found.PRESENT) {
                config.word(acs.offset() + 6);
            }
        }
    }
}
