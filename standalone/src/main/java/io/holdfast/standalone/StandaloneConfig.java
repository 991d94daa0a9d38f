package io.holdfast.standalone;

import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.WebConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What a Holdfast of one process is told.
///
/// @param data folder that everything lies in; goes on from where it was left
/// @param web where dashboard and API are served; port 0 for any free one
/// @param replays recorded hosts, each to be a node
/// @param simulated how many nodes to make up
/// @param heartbeat interval at which agents report
/// @param baselines what nodes are judged by
public record StandaloneConfig(
        Path data, WebConfig web, List<Path> replays, int simulated, Duration heartbeat, BaselineConfig baselines) {
    /// How often agents report unless something else is asked for.
    public static final Duration HEARTBEAT = Duration.ofSeconds(30);

    public StandaloneConfig {
        replays = List.copyOf(replays);
    }

    /// Without baselines.
    public StandaloneConfig(Path data, WebConfig web, List<Path> replays, int simulated, Duration heartbeat) {
        this(data, web, replays, simulated, heartbeat, BaselineConfig.NONE);
    }
}
