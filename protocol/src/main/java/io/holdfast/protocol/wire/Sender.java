package io.holdfast.protocol.wire;

import io.holdfast.protocol.fact.NodeId;

/// Under what name a node speaks: who, in which boot, under which enrolment.
///
/// @param boot kernel boot id
/// @param run number of the enrolment; only grows
/// @param keyId what the session key was derived with, see `KeyId`
public record Sender(NodeId node, String boot, long run, String keyId) {
    public Sender {
        for (String text : new String[] {boot, keyId}) {
            if (text.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("a boot id or key id has no line break");
            }
        }
    }
}
