package io.holdfast.standalone;

import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.WebConfig;
import io.holdfast.standalone.simulate.Simulated;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What a Holdfast of one process is told.
///
/// @param data folder that everything lies in; goes on from where it was left
/// @param web where dashboard and API are served; port 0 for any free one
/// @param hosts which hosts are read
/// @param simulated which nodes to make up
/// @param heartbeat interval at which agents report
/// @param baselines what nodes are judged by
public record StandaloneConfig(
        Path data, WebConfig web, Hosts hosts, Simulated simulated, Duration heartbeat, BaselineConfig baselines) {
    /// How often agents report unless something else is asked for.
    public static final Duration HEARTBEAT = Duration.ofSeconds(30);

    /// Hosts that an agent of this process reads.
    ///
    /// @param withThisOne whether this machine is a node
    /// @param replays recorded hosts, each to be a node
    public record Hosts(boolean withThisOne, List<Path> replays) {
        public Hosts {
            replays = List.copyOf(replays);
        }
    }

    /// Without made-up nodes and baselines.
    public StandaloneConfig(Path data, WebConfig web, List<Path> replays, Duration heartbeat) {
        this(data, web, new Hosts(true, replays), Simulated.NONE, heartbeat, BaselineConfig.NONE);
    }
}
