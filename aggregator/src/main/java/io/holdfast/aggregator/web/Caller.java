package io.holdfast.aggregator.web;

import io.holdfast.protocol.fleet.Role;

/// Who asks, as far as it was proved.
///
/// @param name of the token; `local` for somebody on this machine where there are no tokens
record Caller(String name, Role role) {
    /// On this machine, without tokens: whoever can reach the port could as well read the keys.
    static final Caller LOCAL = new Caller("local", Role.ADMIN);
}
