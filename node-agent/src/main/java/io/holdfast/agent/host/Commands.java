package io.holdfast.agent.host;

/// Who runs the tools of a host.
interface Commands {
    CommandResult run(HostCommand command);
}
