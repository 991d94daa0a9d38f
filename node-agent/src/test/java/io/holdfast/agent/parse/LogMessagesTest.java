package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogMessagesTest {
    private static LogRecord record(String text) {
        return new LogRecord(1, 1, Optional.empty(), KmsgRecord.unescape(text), true);
    }

    private static String seen(String text) {
        return LogMessages.sightings(record(text)).stream()
                .map(one -> one.kind() + " " + one.check() + " " + one.instance() + " " + one.severity() + " "
                        + (one.part().isEmpty() ? "" : "[" + one.part() + "] ") + one.text())
                .collect(Collectors.joining("; "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "NVRM: Xid (PCI:0000:04:00): 79, pid='<unknown>', name=<unknown>, GPU has fallen off the bus."
                        + "| FAULT gpu.xid.79 0000:04:00.0 CRITICAL pid='<unknown>', name=<unknown>, GPU has fallen off the bus.",
                "NVRM: Xid (PCI:0000:CA:00): 13, pid=7, name=my app, v2, Graphics SM Warp Exception"
                        + "| FAULT gpu.xid.13 0000:ca:00.0 INFO pid=7, name=my app, v2, Graphics SM Warp Exception",
                "NVRM: Xid (PCI:0000:01:00): 32, Channel ID 00000000 intr 00004000"
                        + "| FAULT gpu.xid.32 0000:01:00.0 INFO Channel ID 00000000 intr 00004000",
                "NVRM: Xid (0000:03:00): 8, Channel 0000001e | FAULT gpu.xid.8 0000:03:00.0 INFO Channel 0000001e",
                "NVRM: Xid (PCI:0000:07:00 GPU-I:09): 94, Contained: SM (0x1)"
                        + "| FAULT gpu.xid.94 0000:07:00.0 DEGRADED Contained: SM (0x1) (MIG GPU instance 09)",
                "NVRM: Xid (PCI:0000:07:00 GPU-I:03 GPU-CI:00): 31, pid=1, name=x, MMU Fault"
                        + "| FAULT gpu.xid.31 0000:07:00.0 INFO pid=1, name=x, MMU Fault (MIG GPU instance 03, compute instance 00)",
                "NVRM: Xid (PCI:0000:07:00): 45, pid=3, name=x, Ch 00000008 caused by previous Xid 119"
                        + "| EVIDENCE gpu.xid.119 0000:07:00.0 INFO 45, pid=3, name=x, Ch 00000008 caused by previous Xid 119",
                "NVRM: Xid (PCI:0000:07:00): 51, something | FAULT gpu.xid.unknown 0000:07:00.0 WARNING [51] 51: something",
                "NVRM: Xid (PCI:10000:07:00): 62 | FAULT gpu.xid.62 10000:07:00.0 CRITICAL Internal microcontroller halted",
                "NVRM: Xid (PCI:0009:01:00): 149, NETIR_LINK_EVT  Fatal   XC0 i0 Link 01 (0x021425c6 0x00000000)"
                        + "| FAULT gpu.xid.149 0009:01:00.0 CRITICAL [NETIR_LINK_EVT 01] fatal: link 01, NETIR_LINK_EVT  Fatal   XC0 i0 Link 01 (0x021425c6 0x00000000)",
                "NVRM: Xid (PCI:0009:01:00): 145, pid=5, name=a b, RLW_CTRL Nonfatal XC1 i0 Link -1 (0x1)"
                        + "| FAULT gpu.xid.145 0009:01:00.0 WARNING [RLW_CTRL -1] nonfatal: link -1, pid=5, name=a b, RLW_CTRL Nonfatal XC1 i0 Link -1 (0x1)",
                "NVRM: Xid (PCI:0009:01:00): 154, GPU recovery action changed from 0x0 (None) to 0x4 (Drain and Reset)"
                        + "| FAULT gpu.xid.154 0009:01:00.0 DEGRADED [4] 4 Drain and Reset, was 0 None: let running work finish, start none, then reset the GPU",
                "NVRM: Xid (PCI:0009:01:00): 154, pid=1, name=x, GPU recovery action changed from 0x1 (PF FLR) to 0x0 (None)"
                        + "| END gpu.xid.154 0009:01:00.0 INFO [0] 0 None, was 1 PF FLR",
                "nvidia-nvswitch3: SXid (PCI:0000:05:00.0): 12028, Non-fatal, Link 32 egress non-posted PRIV error (First)"
                        + "| FAULT gpu.sxid.12028 0000:05:00.0 WARNING [32] non-fatal: Non-fatal, Link 32 egress non-posted PRIV error (First)",
                "nvidia-nvswitch0: SXid (PCI:0000:05:00.0): 24007, Fatal, Link 01 sourcetrack timeout error"
                        + "| FAULT gpu.sxid.24007 0000:05:00.0 CRITICAL [01] fatal: Fatal, Link 01 sourcetrack timeout error",
                "nvidia-nvswitch0: SXid (PCI:0000:05:00.0): 24007, Data {0x0} | EVIDENCE gpu.sxid.24007 0000:05:00.0 INFO Data {0x0}",
                "nvidia-nvswitch0: SXid (PCI:0000:05:00.0): 26006, SOE HALTED | FAULT gpu.sxid.unknown 0000:05:00.0 WARNING [26006] 26006, SOE HALTED",
                "nvidia-nvswitch0: SXid (PCI:0000:05:00.0): 10005, Non-fatal, TEMP cool | END gpu.sxid.10004 0000:05:00.0 INFO Non-fatal, TEMP cool",
                "NVRM: GPU 0000:18:00.0: GPU has fallen off the bus."
                        + "| FAULT gpu.kmsg.fallen_off_bus 0000:18:00.0 CRITICAL GPU 0000:18:00.0: GPU has fallen off the bus.",
                "NVRM: The NVIDIA GPU 0000:b3:00.0\\x0aNVRM: (PCI ID: 10de:26b5) installed in this system has\\x0aNVRM: fallen off the bus and is not responding to commands."
                        + "| FAULT gpu.kmsg.fallen_off_bus 0000:b3:00.0 CRITICAL The NVIDIA GPU 0000:b3:00.0 (PCI ID: 10de:26b5) installed in this system has fallen off the bus and is not responding to commands.",
                "NVRM: fallen off the bus and is not responding to commands."
                        + "| FAULT gpu.kmsg.fallen_off_bus node CRITICAL fallen off the bus and is not responding to commands.",
                "NVRM: GPU 0000:18:00.0: RmInitAdapter failed! (0x24:0x65:1423)"
                        + "| FAULT gpu.kmsg.init_failed 0000:18:00.0 CRITICAL GPU 0000:18:00.0: RmInitAdapter failed! (0x24:0x65:1423)",
                "NVRM: RmInitAdapter failed! (0x26:0xffff:1239) | FAULT gpu.kmsg.init_failed node CRITICAL RmInitAdapter failed! (0x26:0xffff:1239)",
                "NVRM: Rate limiting GSP RPC error prints for GPU at PCI:0000:9b:00 (printing 1 of every 30).  The GPU likely needs to be reset."
                        + "| FAULT gpu.kmsg.gsp_rate_limited 0000:9b:00.0 DEGRADED Rate limiting GSP RPC error prints for GPU at PCI:0000:9b:00 (printing 1 of every 30).  The GPU likely needs to be reset.",
            })
    void theDriversWordsAboutAGpu(String text, String expected) {
        assertEquals(expected, seen(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "pcieport 0000:00:01.0: AER: Corrected error received: 0000:17:00.0 | FAULT pcie.aer.kmsg 0000:17:00.0 INFO corrected",
                "pcieport 0000:00:01.0: AER: Multiple Correctable error message received from 0000:17:00.0 | FAULT pcie.aer.kmsg 0000:17:00.0 INFO corrected",
                "pcieport 0000:00:01.0: AER: Uncorrected (Non-Fatal) error received: 0000:17:00.0 | FAULT pcie.aer.kmsg 0000:17:00.0 DEGRADED nonfatal",
                "pcieport 0000:00:01.0: AER: Uncorrectable (Fatal) error message received from 0000:17:00.0 | FAULT pcie.aer.kmsg 0000:17:00.0 CRITICAL fatal",
                "mlx5_core 0000:17:00.0: PCIe Bus Error: severity=Corrected, type=Physical Layer, (Receiver ID) | FAULT pcie.aer.kmsg 0000:17:00.0 INFO corrected",
                "nvme 0000:17:00.0: PCIe Bus Error: severity=Uncorrectable (Non-Fatal), type=Transaction Layer | FAULT pcie.aer.kmsg 0000:17:00.0 DEGRADED nonfatal",
                "nvme 0000:17:00.0: AER: PCIe Bus Error: severity=Uncorrected (Fatal), type=Inaccessible | FAULT pcie.aer.kmsg 0000:17:00.0 CRITICAL fatal",
                "mlx5_core 0000:17:00.0: Detected insufficient power on the PCIe slot (27W). | FAULT pcie.slot.power 0000:17:00.0 DEGRADED mlx5_core 0000",
                "mlx5_core 0000:17:00.0: poll_health:825:(pid 0): Fatal error 1 detected | FAULT nic.kmsg.firmware 0000:17:00.0 CRITICAL mlx5_core 0000",
                "mlx5_core 0000:17:00.0: poll_health:800:(pid 0): device's health compromised - reached miss count | FAULT nic.kmsg.firmware 0000:17:00.0 CRITICAL mlx5_core 0000",
                "mlx5_core 0000:17:00.0: Port module event[error]: module 0, Cable error, High Temperature | FAULT nic.kmsg.module 0000:17:00.0 DEGRADED mlx5_core 0000",
                "mlx5_core 0000:17:00.0: Port module event: module 0, Cable plugged | END nic.kmsg.module 0000:17:00.0 DEGRADED mlx5_core 0000",
                "mlx5_core 0000:17:00.1: mlx5_cmd_out_err:808:(pid 9): ACCESS_REG(0x805) op_mod(0x1) failed, status bad parameter(0x3), syndrome (0x1) | FAULT nic.kmsg.command 0000:17:00.1 INFO mlx5_core 0000",
                "mlx5_core 0000:17:00.0 ens1f0np0: Link down | FAULT nic.kmsg.link ens1f0np0 INFO mlx5_core 0000",
                "mlx5_core 0000:17:00.0 ens1f0np0: Link up | END nic.kmsg.link ens1f0np0 INFO mlx5_core 0000",
                "mlx5_core 0000:ab:00.0 mlx5_5: Port: 1 Link DOWN | FAULT nic.kmsg.link mlx5_5/1 INFO mlx5_core 0000",
                "mlx5_core 0000:ab:00.0 mlx5_5: Port: 1 Link ACTIVE | END nic.kmsg.link mlx5_5/1 INFO mlx5_core 0000",
                "nvme nvme0: I/O 12 QID 3 timeout, reset controller | FAULT disk.kmsg nvme0 WARNING timeout",
                "nvme nvme0: I/O tag 12 (100c) opcode 0x2 (I/O Cmd) QID 3 timeout, aborting req_op:READ(0) size:4096 | FAULT disk.kmsg nvme0 WARNING timeout",
                "nvme nvme2: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0x10 | FAULT disk.kmsg nvme2 DEGRADED reset",
                "nvme nvme2: Disabling device after reset failure: -19 | FAULT disk.kmsg nvme2 CRITICAL gone",
                "Buffer I/O error on dev nvme0n1p2, logical block 1234, lost async page write | FAULT disk.kmsg nvme0n1p2 DEGRADED error",
                "md/raid1:md0: Disk failure on nvme0n1p2, disabling device.\\x0amd/raid1:md0: Operation continuing on 1 devices. | FAULT disk.kmsg md0 DEGRADED degraded array",
                "EXT4-fs (md127p3): Remounting filesystem read-only | FAULT disk.kmsg md127p3 CRITICAL read-only",
                "EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2: comm ls: reading directory lblock 0 | FAULT disk.kmsg sda1 DEGRADED error",
                "XFS (dm-0): Corruption of in-memory data (0x8) detected at xfs_trans_cancel. Shutting down filesystem. | FAULT disk.kmsg dm-0 CRITICAL shut down",
                "Out of memory: Killed process 123 (httpd) total-vm:1kB | FAULT os.oom node DEGRADED global",
                "Out of memory: Kill process 456 (python) score 50 or sacrifice child | FAULT os.oom node DEGRADED global",
                "Memory cgroup out of memory: Killed process 9 (x) total-vm:1kB | FAULT os.oom node INFO cgroup",
                "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/ | FAULT os.oom node DEGRADED global",
                "watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [kworker/3:1:123] | FAULT os.lockup node CRITICAL soft lockup",
                "INFO: task jbd2/sda1-8:345 blocked for more than 122 seconds. | FAULT os.lockup node DEGRADED hung task",
                "rcu: INFO: rcu_sched self-detected stall on CPU | FAULT os.lockup node DEGRADED rcu stall",
                "rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 1-... } | FAULT os.lockup node DEGRADED rcu stall",
                "mce: [Hardware Error]: Machine check events logged | FAULT os.mce node DEGRADED logged",
                "{1}[Hardware Error]: event severity: corrected | FAULT os.mce node INFO corrected",
                "{1}[Hardware Error]: event severity: fatal | FAULT os.mce node CRITICAL fatal",
                "tsc: Marking TSC unstable due to clocksource watchdog | FAULT os.clocksource.kmsg node DEGRADED tsc",
                "clocksource: timekeeping watchdog on CPU3: Marking clocksource 'tsc' as unstable because the skew is too large: | FAULT os.clocksource.kmsg node DEGRADED clocksource",
                "Loading of unsigned module is rejected | FAULT os.modules.rejected node DEGRADED rejected",
                "Loading of module with unavailable key is rejected | FAULT os.modules.rejected node DEGRADED rejected",
                "Lockdown: modprobe: unsigned module loading is restricted; see man kernel_lockdown.7 | FAULT os.modules.rejected node DEGRADED rejected",
                "Lockdown: setpci: direct PCI access is restricted; see man kernel_lockdown.7 | FAULT os.modules.rejected node INFO lockdown",
                "nvidia: module verification failed: signature and/or required key missing - tainting kernel | FAULT os.modules.rejected node INFO unsigned",
                "nvidia-peermem nv_get_p2p_free_callback:127 ERROR detected invalid context, skipping further processing | FAULT gpu.kmsg.peermem node WARNING nvidia-peermem nv_get_p2p_free_callback",
            })
    void otherMessages(String text, String expected) {
        String seen = seen(text);
        assertEquals(expected, seen.substring(0, seen.indexOf(':', expected.length() - 1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "mlx5_core 0000:17:00.0: PCIe slot advertised sufficient power (75W).",
                "mlx5_core 0000:17:00.0: firmware version: 28.41.1000",
                "mlx5_core 0000:ab:00.0 mlx5_5: Port: 1 Link INIT",
                "EXT4-fs (md127p3): re-mounted 0f3cd65a-338b-4574-bba3-ecef214e1917 r/w. Quota mode: none.",
                "clocksource: Long readout interval, skipping watchdog check: cs_nsec: 1584036171 wd_nsec: 1584036160",
                "oom-kill:constraint=OTHER_CONSTRAINT",
                "NVRM: GPU at PCI:0000:9b:00: GPU-509665ad-b600-ac93-3616-d754b23d636d",
                "NVRM: GPU4 GSP RPC buffer contains function 103 (GSP_RM_ALLOC) and data 0x0000000000002081",
                "nvidia-nvswitch2: open (major=510)",
                "I/O error, dev loop0, sector 0",
                "workqueue: ib_cache_event_task [ib_core] hogged CPU for >10000us 4 times, consider switching to WQ_UNBOUND",
            })
    void ordinaryMessagesSayNothing(String text) {
        assertEquals("", seen(text));
    }

    /// Names that programs choose stand inside the kernel's messages, with line breaks in them if they like.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "usb 1-1: Product: NVRM: Xid (PCI:0000:04:00): 79, gone",
                "oom-kill:constraint=CONSTRAINT_CPUSET,task_memcg=/a\\x0aNVRM: Xid (PCI:0000:04:00): 79, gone",
                "audit: name=\\x0anvidia-nvswitch0: SXid (PCI:0000:05:00.0): 24007, Fatal, Link 01 x",
                "usb 1-1: Product: EXT4-fs (sda1): Remounting filesystem read-only",
            })
    void whatAProgramMakesTheKernelRepeatIsNoMessageOfADriver(String text) {
        assertEquals("", seen(text));
    }

    @Test
    void severalRecordsInOneLineAreSeveral() {
        assertEquals(
                "FAULT gpu.xid.63 0000:10:00.0 INFO first; FAULT gpu.xid.64 0000:11:00.0 CRITICAL second",
                seen("NVRM: Xid (PCI:0000:10:00): 63, first NVRM: Xid (PCI:0000:11:00): 64, second"));
        assertEquals(
                "FAULT gpu.xid.63 0000:10:00.0 INFO first; FAULT gpu.xid.64 0000:10:00.0 CRITICAL second",
                seen("NVRM: Xid (PCI:0000:10:00): 63, first\\x0aNVRM: Xid (PCI:0000:10:00): 64, second"));
    }

    @Test
    void whatWasCutOrGarbledThrowsNothing() {
        String[] lines = {
            "NVRM: Xid (PCI:0009:01:00): 149, NETIR_LINK_EVT  Fatal   XC0 i0 Link 01 (0x021425c6 0x00000000)",
            "NVRM: Xid (PCI:0009:01:00): 154, GPU recovery action changed from 0x0 (None) to 0x4 (Drain and Reset)",
            "nvidia-nvswitch3: SXid (PCI:0000:05:00.0): 12028, Non-fatal, Link 32 egress",
            "pcieport 0000:00:01.0: AER: Multiple Correctable error message received from 0000:17:00.0",
            "NVRM: The NVIDIA GPU 0000:b3:00.0\nNVRM: (PCI ID: 10de:26b5) installed in this system has\nNVRM: fallen off the bus",
            "NVRM: Xid (PCI:99999999:01:00): 99999, x",
        };
        Random random = new Random(7);
        for (String line : lines) {
            for (int cut = 0; cut <= line.length(); cut++) {
                LogMessages.sightings(record(line.substring(0, cut)));
                LogMessages.sightings(record(line.substring(cut)));
                char[] garbled = line.toCharArray();
                for (int i = 0; i < 3; i++) {
                    garbled[random.nextInt(garbled.length)] = (char) random.nextInt(0x250);
                }
                LogMessages.sightings(record(new String(garbled)));
            }
        }
    }

    @Test
    void aRecordOfTheDeviceIsReadWithItsEscapes() {
        KmsgRecord record = KmsgRecord.of(
                        "6,339,5140900,-,caller=T1;a\\x5cx\\x09b \\xc3\\xa4 \\xzz\\x4\n SUBSYSTEM=pci\n")
                .orElseThrow();
        assertTrue(record.isOfKernel());
        assertEquals(new LogRecord(339, 5140900, Optional.empty(), "a\\x\tb ä \\xzz\\x4", true), record.record());
        assertFalse(KmsgRecord.of("12,340,5140901,-;NVRM: Xid (PCI:0000:04:00): 79, gone")
                .orElseThrow()
                .isOfKernel());
        for (String bad : new String[] {
            "", ";", "6,1;x", "6,1,;x", "x,1,2,-;x", "6,1,2", "-6,1,2,-;x", "6,12345678901234567890,2,-;x"
        }) {
            assertTrue(KmsgRecord.of(bad).isEmpty(), bad);
        }
    }
}
