package io.holdfast.agent.host;

/// Who runs the tools of a host.
interface Commands {
    CommandResult run(HostCommand command);

    /// Starts it and gives its output as it comes. Its time-out does not count, nor its cap.
    Attribute<ToolLines> lines(HostCommand command);
}
