package io.holdfast.agent.host;

/// Is told of all that is asked of a host, so that it can be recorded. Called from many threads.
public interface HostTap {
    /// A file was read, or tried to be.
    void read(Attribute<byte[]> read);

    /// A directory was listed, a link followed, or a path looked for.
    void touched(String path);

    /// A tool was run, or tried to be.
    void ran(CommandResult result);

    /// Listens to nothing.
    HostTap NONE = new HostTap() {
        @Override
        public void read(Attribute<byte[]> read) {}

        @Override
        public void touched(String path) {}

        @Override
        public void ran(CommandResult result) {}
    };
}
