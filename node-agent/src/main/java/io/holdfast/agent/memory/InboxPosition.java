package io.holdfast.agent.memory;

/// How far the inbox was read.
///
/// @param offset of the next record of this partition
public record InboxPosition(int partition, long offset) {}
