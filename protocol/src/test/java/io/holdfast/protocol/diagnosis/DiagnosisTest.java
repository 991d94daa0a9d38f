package io.holdfast.protocol.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.diagnosis.BrokerSeen.TopicSeen;
import io.holdfast.protocol.wire.Topic;
import io.holdfast.protocol.wire.Topics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    private static final List<Topic> NEEDED = List.of(Topics.NODE_REPORT, Topics.NODE_INBOX);

    private final Map<String, TopicSeen> topics = new TreeMap<>(Map.of(
            Topics.NODE_REPORT.name(), seen(Topics.NODE_REPORT, 4),
            Topics.NODE_INBOX.name(), seen(Topics.NODE_INBOX, 4)));

    @Test
    void topicsAsTheyShouldBeAreWell() {
        assertEquals(List.of(), codes());
    }

    @Test
    void keysWouldNotMeetInTopicsOfDifferentNumbersOfPartitions() {
        topics.put(Topics.NODE_INBOX.name(), seen(Topics.NODE_INBOX, 6));
        assertEquals(List.of("unequal-partitions"), codes());
    }

    @Test
    void aTopicOfAnEarlierOrALaterVersionIsSaidToBeThat() {
        topics.put("holdfast.node.report.v0", new TopicSeen(4, Map.of()));
        assertEquals(List.of("old-schema"), codes());
        topics.put("holdfast.node.inbox.v2", new TopicSeen(4, Map.of()));
        assertEquals(List.of("newer-schema", "old-schema"), codes());
    }

    @Test
    void aTopicOfSomebodyElseIsNone() {
        topics.put("holdfast.of.a.site", new TopicSeen(1, Map.of()));
        topics.put("holdfast.node.extra.v1", new TopicSeen(1, Map.of()));
        assertEquals(List.of(), codes());
    }

    @Test
    void settingsThatMayNotBeSeenAreNotHeldAgainstATopic() {
        topics.put(Topics.NODE_REPORT.name(), new TopicSeen(4, Map.of()));
        assertEquals(List.of(), codes());
    }

    @Test
    void retentionThatDiffersIsAFaultAndSegmentSizeIsNot() {
        Map<String, String> settings = new TreeMap<>(Topics.NODE_REPORT.settings());
        settings.put("segment.bytes", "1");
        topics.put(Topics.NODE_REPORT.name(), new TopicSeen(4, settings));
        assertEquals(List.of(), codes());
        settings.put("retention.ms", "-1");
        topics.put(Topics.NODE_REPORT.name(), new TopicSeen(4, settings));
        assertEquals(List.of("wrong-topic-setting"), codes());
    }

    @Test
    void aFolderIsFullBeforeTheLastByteIsTaken() {
        assertInstanceOf(Remark.Well.class, new FolderSeen.Writable("/data", FolderSeen.SCARCE_BYTES).judge());
        Remark full = new FolderSeen.Writable("/data", FolderSeen.SCARCE_BYTES - 1).judge();
        assertEquals("full-disk", assertInstanceOf(Remark.Fault.class, full).code());
        assertTrue(full.line().contains("/data: 63 MiB free"), full::line);
    }

    private List<String> codes() {
        return new BrokerSeen.Answers("k:9092", "id", new TreeMap<>(topics))
                .judge(NEEDED).stream()
                        .filter(Remark.Fault.class::isInstance)
                        .map(remark -> ((Remark.Fault) remark).code())
                        .sorted()
                        .toList();
    }

    private static TopicSeen seen(Topic topic, int partitions) {
        return new TopicSeen(partitions, topic.settings());
    }
}
