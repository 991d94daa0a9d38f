package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RingTextTest {
    @Test
    void recordsOfTheKernelAreProvenAndKeepTheirTimes() {
        List<LogRecord> records = RingText.records("""
                ] cut off before its priority
                <6>[    0.000000] Linux version 6.8.0
                <3>[  123.456789] NVRM: Xid (PCI:0000:04:00): 79, gone
                """);
        assertEquals(
                List.of(0L, 123_456_789L), records.stream().map(LogRecord::usec).toList());
        assertEquals("NVRM: Xid (PCI:0000:04:00): 79, gone", records.getLast().text());
        assertTrue(records.stream().allMatch(LogRecord::isProven));
    }

    /// Who may write to `/dev/kmsg` or to a syslog socket gets another facility, whatever he writes.
    @Test
    void whatAProgramWroteIsNone() {
        assertEquals(List.of(), RingText.records("<12>[    5.000000] NVRM: Xid (PCI:0000:04:00): 79, made up\n"));
    }

    @Test
    void whoCalledIsNotPartOfTheText() {
        assertEquals(
                "mce: [Hardware Error]: Machine check events logged",
                RingText.records("<0>[   61.000001][   T42] mce: [Hardware Error]: Machine check events logged\n")
                        .getFirst()
                        .text());
    }

    @Test
    void aLineWithoutATimeIsNone() {
        assertEquals(List.of(), RingText.records("<6>Linux version 6.8.0\nLinux\n<x>[ 1.000000] a\n"));
    }
}
