package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class JournalTextTest {
    private static String record(String rest) {
        return "{\"__CURSOR\":\"s=0a;i=1f;b=0b;m=5;t=6;x=7\",\"__REALTIME_TIMESTAMP\":\"1767225600000000\","
                + "\"__MONOTONIC_TIMESTAMP\":\"9000000\"," + rest + "}";
    }

    private static String said(String line) {
        return JournalText.entry(line)
                .map(entry -> entry.number() + " " + entry.usec() + " " + entry.missed() + " "
                        + entry.said()
                                .map(said -> said.text() + (said.isProven() ? " proven" : ""))
                                .orElse("-"))
                .orElse("none");
    }

    @Test
    void whatTheKernelSaysHasItsOwnTimeAndIsProven() {
        assertEquals(
                "31 1234567 0 NVRM: Xid (PCI:0000:04:00): 79, gone proven",
                said(record("\"_TRANSPORT\":\"kernel\",\"SYSLOG_FACILITY\":\"0\",\"SYSLOG_IDENTIFIER\":\"kernel\","
                        + "\"_SOURCE_MONOTONIC_TIMESTAMP\":\"1234567\",\"PRIORITY\":\"3\","
                        + "\"MESSAGE\":\"NVRM: Xid (PCI:0000:04:00): 79, gone\"")));
    }

    @Test
    void whatAProgramWroteToTheDeviceIsNotOfTheKernelThoughJournaldCallsItSo() {
        assertEquals(
                "31 9000000 0 -",
                said(record("\"_TRANSPORT\":\"kernel\",\"SYSLOG_FACILITY\":\"1\",\"MESSAGE\":\"NVRM: Xid\"")));
    }

    @Test
    void whatAProgramSaysOfItselfDoesNotMakeItTheKernel() {
        assertEquals(
                "31 9000000 0 -",
                said(record("\"_TRANSPORT\":\"syslog\",\"SYSLOG_FACILITY\":\"0\",\"SYSLOG_IDENTIFIER\":\"kernel\","
                        + "\"MESSAGE\":\"NVRM: Xid\"")));
    }

    @Test
    void recordsThatJournaldDidNotGetAreCounted() {
        assertEquals(
                "31 9000000 17 -",
                said(record("\"_TRANSPORT\":\"driver\",\"MESSAGE_ID\":\"" + JournalText.MISSED
                        + "\",\"MESSAGE\":\"Missed 17 kernel messages\"")));
    }

    @Test
    void bytesThatAreNoTextAndFieldsThatStandTwiceAreRead() {
        assertEquals(
                "31 9000000 0 a\uFFFDb proven",
                said(record("\"_TRANSPORT\":\"kernel\",\"SYSLOG_FACILITY\":[\"0\",\"0\"],\"MESSAGE\":[97,255,98]")));
    }

    @Test
    void whatIsCutOrNoRecordIsNone() {
        assertEquals(Optional.empty(), JournalText.entry("{\"__CURSOR\":\"s=0a;i=1f"));
        assertEquals(Optional.empty(), JournalText.entry("-- No entries --"));
        assertEquals(Optional.empty(), JournalText.entry("{\"MESSAGE\":\"x\",\"_TRANSPORT\":\"kernel\"}"));
    }
}
