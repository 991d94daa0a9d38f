package io.holdfast.agent;

import io.holdfast.agent.health.HealthMemory;
import io.holdfast.protocol.finding.Finding;
import java.util.List;

/// What outlives the process: the findings that the stored edges lead to, and what they were judged by. The two are
/// stored in one transaction with those edges.
record Remembered(List<Finding> findings, HealthMemory health) {}
