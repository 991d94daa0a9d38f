package io.holdfast.protocol.fleet;

/// What somebody may do over the API, from little to much. A role may do all that those before it may.
public enum Role {
    /// A word of a newer writer: may do nothing.
    UNKNOWN,
    /// Read, and ask what would be.
    VIEWER,
    /// Steer what is under way: ask nodes again, move rollouts, waive findings.
    OPERATOR,
    /// Decide what is right for the fleet.
    ADMIN;

    /// Whether this role may do what another one may.
    public boolean covers(Role needed) {
        return this != UNKNOWN && needed != UNKNOWN && compareTo(needed) >= 0;
    }
}
